"""On which line of a file each table, key and list element stands."""

from collections.abc import Sequence

Place = tuple[str | int, ...]


class Lines:
    """Finds the line of every table, key and list element in a TOML text that is already known to be well formed."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Place, int] = {(): 1}
        self.counts: dict[Place, int] = {}
        self._line, self._counted = 1, 0
        prefix: Place = ()
        while self._skip_blank():
            if self.text.startswith("[[", self.at):
                self.at += 2
                prefix = self._array_table(self._key())
                self.at += 2
            elif self.text[self.at] == "[":
                self.at += 1
                prefix = self._table(self._key())
                self.at += 1
            else:
                self._pair(prefix)

    def line(self, place: Place) -> int:
        """The line of a place, or of the nearest thing around it."""
        while place not in self.lines:
            place = place[:-1]
        return self.lines[place]

    def _mark(self, place: Place) -> None:
        self._line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        self.lines.setdefault(place, self._line)

    def _skip_blank(self) -> bool:
        """Moves over spaces, line ends and comments. False at the end of the text."""
        while self.at < len(self.text):
            character = self.text[self.at]
            if character == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif character in " \t\r\n":
                self.at += 1
            else:
                return True
        return False

    def _key(self) -> list[str]:
        parts = []
        while True:
            self._skip_blank()
            if self.text[self.at] in "\"'":
                quote = self.text[self.at]
                end = self.text.index(quote, self.at + 1)
                parts.append(self.text[self.at + 1 : end])
                self.at = end + 1
            else:
                start = self.at
                while self.text[self.at].isalnum() or self.text[self.at] in "-_":
                    self.at += 1
                parts.append(self.text[start : self.at])
            self._skip_blank()
            if self.text[self.at] != ".":
                return parts
            self.at += 1

    def _within(self, parts: Sequence[str]) -> Place:
        place: Place = ()
        for part in parts:
            place += (part,)
            if place in self.counts:
                place += (self.counts[place] - 1,)
        return place

    def _table(self, parts: Sequence[str]) -> Place:
        place = (*self._within(parts[:-1]), parts[-1])
        self._mark(place)
        return place

    def _array_table(self, parts: Sequence[str]) -> Place:
        array = (*self._within(parts[:-1]), parts[-1])
        index = self.counts.get(array, 0)
        self.counts[array] = index + 1
        self._mark(array)
        self._mark((*array, index))
        return (*array, index)

    def _pair(self, prefix: Place) -> None:
        start = self.at
        place = (*prefix, *self._key())
        resume, self.at = self.at, start
        self._mark(place)
        self.at = resume + 1  # the equals sign
        self._value(place)

    def _value(self, place: Place) -> None:
        self._skip_blank()
        opening = self.text[self.at]
        if opening in "\"'":
            self._string(opening)
        elif opening == "[":
            self._collection(place, "]")
        elif opening == "{":
            self._collection(place, "}")
        else:
            while self.at < len(self.text) and self.text[self.at] not in ",]}\n#":
                self.at += 1

    def _string(self, quote: str) -> None:
        closing = quote * 3 if self.text.startswith(quote * 3, self.at) else quote
        self.at += len(closing)
        while not self.text.startswith(closing, self.at):
            self.at += 2 if quote == '"' and self.text[self.at] == "\\" else 1
        self.at += len(closing)
        while len(closing) == 3 and self.text.startswith(quote, self.at):
            self.at += 1

    def _collection(self, place: Place, closing: str) -> None:
        self.at += 1
        index = 0
        while True:
            self._skip_blank()
            if self.text[self.at] == closing:
                self.at += 1
                return
            if self.text[self.at] == ",":
                self.at += 1
                index += 1
            elif closing == "}":
                self._pair(place)
            else:
                self._mark((*place, index))
                self._value((*place, index))
