"""The words of each question that the front door asks, and the checks that one page can make."""
