"""Names for invented people, by naming community, with the commoner ones more often, and the short forms people use.

First names and surnames are ordinary ones; joining them is left to chance, so nobody here is anybody. People who work
with families get surnames of their own (`STAFF_SURNAMES`) which no officer in the partnerships' papers bears.
"""

from typing import NamedTuple

TABLE = 1024
"""Length of the look-up tables: a name is one multiplication and one index away."""


def weighted(words: str, steepness: float = 0.75) -> tuple[str, ...]:
    """A look-up table of `TABLE` entries in which earlier words stand more often: the k-th as 1 / (k + 3)^steepness."""
    listed = words.split()
    weights = [1 / (rank + 3) ** steepness for rank in range(len(listed))]
    return spread(dict(zip(listed, weights, strict=True)))


def spread[T](shares: dict[T, float], size: int = TABLE) -> tuple[T, ...]:
    """A look-up table in which each key fills its share. Every key gets at least one place."""
    total = sum(shares.values())
    table: list[T] = []
    running = 0.0
    for key, share in shares.items():
        running += share
        upto = max(round(size * running / total), len(table) + 1)
        table.extend([key] * (upto - len(table)))
    return tuple(table[:size]) if len(table) >= size else tuple(table + [table[-1]] * (size - len(table)))


class Community(NamedTuple):
    """A naming community: the ethnicity code of its families in the census, language, and tables of names."""

    code: str
    ethnicity: str
    language: str
    boys: tuple[str, ...]
    girls: tuple[str, ...]
    men: tuple[str, ...]
    women: tuple[str, ...]
    surnames: tuple[str, ...]
    surname_by_sex: bool = False


def _community(
    code: str, ethnicity: str, language: str, boys: str, girls: str, surnames: str, men: str = "", women: str = ""
) -> Community:
    return Community(
        code,
        ethnicity,
        language,
        weighted(boys),
        weighted(girls),
        weighted(men or boys),
        weighted(women or girls),
        weighted(surnames),
        code == "polish",
    )


COMMUNITIES = {
    one.code: one
    for one in (
        _community(
            "white_british",
            "WBRI",
            "English",
            "Oliver George Noah Arthur Harry Leo Jack Charlie Freddie Theo Alfie Oscar Archie Henry Thomas Jacob "
            "Joshua William "
            "Logan Lucas Reuben Albie Tommy Finley Jaxon Mason Isaac Jude Riley Kai Ellis Hunter Hugo Roman "
            "Teddy Louie Frankie "
            "Reggie Jayden Jaydn Tyler Callum Connor Kian Liam Nathan Corey Bobby Ronnie Carter Jenson Ollie "
            "Dylan Ethan Lewis "
            "Ben Sam Toby Luca Rory Zac Harrison Stanley Bailey Kaiden Blake Cody Declan Aidan Robbie",
            "Olivia Amelia Isla Ava Ivy Freya Lily Florence Mia Willow Rosie Sophia Isabella Grace Daisy Sienna "
            "Poppy Elsie Emily "
            "Ella Evelyn Phoebe Evie Charlotte Harper Millie Matilda Maisie Emilia Ruby Ellie Jessica Chloe Lola "
            "Bonnie Nancy Thea "
            "Darcie Darcey Orla Aria Penelope Alice Layla Scarlett Eliza Lottie Lexi Skye Summer Robyn Faith "
            "Paige Megan Libby Amber "
            "Keira Kiera Caitlin Katelyn Abigail Hollie Holly Imogen Niamh Lacey Eve Beth Erin Esme Tilly "
            "Maddison Demi",
            "Smith Jones Robinson Taylor Wilson Thompson Brown Johnson Walker Wright Wood Hall Green Harrison "
            "Jackson Turner Hill Clarke "
            "Cooper Ward Watson Shaw Dixon Richardson Carter Young Bailey Foster Simpson Marshall Graham "
            "Stephenson Coates Pearson Dobson "
            "Hodgson Nicholson Atkinson Metcalfe Pattison Appleby Agar Bainbridge Barker Bulmer Coverdale Dent "
            "Elliott Fawcett Garbutt "
            "Gill Hewitson Hornby Iveson Kitching Lax Lister Mallaby Medd Naylor Oxley Peacock Raine Readman "
            "Sedgwick Skelton Stonehouse "
            "Sunley Swales Tate Teasdale Thirkell Tindale Trotter Verrill Wardell Welford Wilkinson Winspear "
            "Wray Smith-Jones "
            "O'Brien McDonald MacLeod McKenna Lynas-Hall Carling Boyes Calvert Duffield Eland Featherstone "
            "Grainger Hebden",
            men="David Paul Mark Andrew Michael Lee Craig Daniel Christopher Matthew "
            "James Robert Ryan Adam Anthony Shaun Sean "
            "Dean Scott Carl Wayne Kevin Jason Darren Liam Ashley Kyle Jordan Luke Simon Ian Stuart Martin Karl "
            "Jamie Ross Aaron "
            "Bradley Shane Terry Gavin Glen Nathan Josh Callum Connor Lewis Damien Barry Keith Graeme",
            women="Sarah Claire Emma Laura Nicola Lisa Kelly Rebecca Gemma Michelle "
            "Joanne Samantha Donna Louise Amy Rachel Stacey Kirsty "
            "Leanne Hayley Jennifer Victoria Natalie Danielle Lindsey Jade Charlotte Ashleigh Kayleigh Chelsea "
            "Toni Jodie Beth Hannah "
            "Lauren Chloe Sophie Katie Holly Megan Jessica Tracey Julie Debbie Amanda Kerry Zoe Carly Becky "
            "Shannon Courtney "
            "Abbie Lucy Paige Tara Kim",
        ),
        _community(
            "irish",
            "WIRI",
            "English",
            "Conor Sean Oisin Patrick Cian Finn Darragh Fionn Rian Liam Tadhg Callan Eoin Cillian Michael Odhran",
            "Aoife Niamh Saoirse Caoimhe Orla Ciara Roisin Sinead Clodagh Eabha Fiadh Maeve Erin Grace Shannon",
            "Murphy Kelly Byrne Ryan Doyle McCarthy Gallagher Doherty Kennedy Lynch Murray Quinn McLaughlin "
            "Nolan Brennan O'Neill O'Connor "
            "O'Reilly Fitzgerald Connolly Keane",
            men="Patrick Sean Brendan Declan Kieran Niall Eamon Dermot Colm Gerard Padraig Ciaran",
            women="Siobhan Sinead Bernadette Aisling Grainne Deirdre Maureen Ciara Fionnuala Roisin Mairead",
        ),
        _community(
            "pakistani",
            "APKN",
            "Urdu",
            "Muhammad Mohammed Ibrahim Yusuf Ayaan Zain Hamza Ali Adam Bilal Haris Musa Ismail Eesa Umar Hassan "
            "Zakariya Rayyan Subhan Danyal",
            "Maryam Fatima Aisha Zainab Hafsa Inaya Aliza Zara Amna Hira Sumaiya Iqra Khadija Anaya Eshaal Safa "
            "Noor Aleena Mahnoor Haniya",
            "Khan Hussain Ahmed Mahmood Iqbal Akhtar Ali Shah Malik Mirza Raja Butt Aslam Rashid Saleem Younis "
            "Zaman Bashir Nawaz Rafiq Sharif Chaudhry",
            men="Imran Asif Tariq Nadeem Shahid Kashif Waqas Adeel Faisal Usman Zahid "
            "Naveed Sajid Amjad Rizwan Farhan Irfan",
            women="Nazia Saima Shazia Rukhsana Farzana Uzma Sadia Samina Ayesha Tahira "
            "Rabia Shabana Nadia Sana Asma Bushra Kiran",
        ),
        _community(
            "bangladeshi",
            "ABAN",
            "Bengali",
            "Muhammad Abdullah Rahim Tahmid Rayhan Samiul Fahim Nafis Yusuf Zayan Mahdi Sadik Arif Imad",
            "Maisha Nusrat Tasnim Sumaiya Ayesha Fahmida Raisa Jannat Nabila Samia Tahsin Maliha Anika",
            "Begum Miah Rahman Uddin Islam Ali Hoque Chowdhury Khatun Hussain Alam Sarkar Karim Bari Choudhury",
            men="Abdul Shahin Kamrul Mizanur Rafiqul Shamim Jamal Nurul Habibur Masud",
            women="Shahena Rahima Nasima Salma Rehana Jesmin Shirin Hasina Taslima Ruksana",
        ),
        _community(
            "indian",
            "AIND",
            "Punjabi",
            "Arjun Aarav Vihaan Rohan Aryan Dev Ishaan Krishna Gurpreet Harman Jai Veer Kabir Rahul Nikhil Sai Advik",
            "Anaya Aanya Diya Priya Riya Simran Jasmine Kavya Meera Navya Sara Isha Anika Harleen Saanvi Tara",
            "Singh Kaur Patel Sharma Kumar Gill Sandhu Thomas Nair Reddy Mehta Das Joshi Varghese Rao Bhatt "
            "Dhillon Iyer",
            men="Rajesh Sanjay Amit Vikram Harjit Anil Manoj Jaspal Suresh Deepak Balwinder Sunil",
            women="Sunita Anjali Rekha Manpreet Kavita Neha Pooja Rajinder Lakshmi Divya Balbir Shilpa",
        ),
        _community(
            "black_african",
            "BAFR",
            "English",
            "David Daniel Emmanuel Samuel Joshua Tendai Chidi Kwame Tinashe Oluwaseun Ayo Gabriel Kelechi Elijah "
            "Nathan Jeremiah Ebube Kofi",
            "Blessing Grace Esther Deborah Chiamaka Ama Rutendo Temitope Favour Miriam Adaeze Zuri Abigail "
            "Hadassah Ruvarashe Nia Oluchi",
            "Okafor Mensah Moyo Adeyemi Ncube Okonkwo Eze Banda Dube Owusu Boateng Adebayo Ibrahim Sibanda "
            "Chukwu Kamara Osei Phiri Nwosu Mutasa Tesfaye",
            men="Emeka Tendai Kwabena Chinedu Farai Olumide Samuel Joseph Tapiwa Ifeanyi Yaw Bashir",
            women="Ngozi Rudo Abena Funmilayo Chipo Patience Comfort Yetunde Memory Ifeoma Akosua Mercy",
        ),
        _community(
            "arabic",
            "OOTH",
            "Arabic",
            "Omar Ahmad Mohamad Yousef Khaled Ali Hassan Anas Adam Zaid Karim Ibrahim Saif Mustafa Taim Laith Jad",
            "Lina Sara Nour Maya Rima Hala Layan Jana Sham Yasmin Salma Mariam Leen Tala Razan Hiba Farah",
            "Al-Hassan Haddad Khoury Mansour Al-Masri Saleh Hamdan Nasser Darwish Ibrahim Al-Ali Khalil Sabbagh "
            "Aziz Qasim Osman Abdelrahman El-Sayed",
            men="Khalid Mahmoud Samir Fadi Bassam Nabil Hisham Ziad Walid Rami Tarek",
            women="Amal Rania Fatima Huda Samar Nadia Wafa Hanan Iman Dalia Suad",
        ),
        _community(
            "kurdish_iranian",
            "OOTH",
            "Kurdish",
            "Arian Rojan Aras Karwan Kian Ali Amir Parsa Danyar Hawre Shayan Ilyas Soran Zanyar Arvin Baran",
            "Shilan Avin Lana Dilan Sara Hana Zahra Parisa Nazanin Rozhin Sana Ava Helia Chra Tara Elina",
            "Karimi Ahmadi Hosseini Mohammadi Rostami Hama Salih Barzani Rasoul Moradi Kazemi Ebrahimi Hamid "
            "Sharifi Abdulla Qadir Jafari",
            men="Reza Hossein Karwan Soran Mehdi Farhad Azad Hiwa Omid Behzad Rebwar",
            women="Shirin Leila Maryam Nasrin Shler Golnaz Azadeh Chnar Parvin Sozan Mina",
        ),
        _community(
            "polish",
            "WOTH",
            "Polish",
            "Jakub Filip Oskar Antoni Szymon Kacper Aleksander Adam Mikolaj Wojciech Igor Dawid Oliwier Nikodem "
            "Maksymilian",
            "Zuzanna Julia Maja Hanna Zofia Lena Alicja Oliwia Nikola Amelia Natalia Wiktoria Gabriela Antonina",
            "Nowak Kowalski Wisniewski Wojcik Kowalczyk Kaminski Lewandowski Zielinski Szymanski Wozniak "
            "Dabrowski Kozlowski Mazur Krawczyk Pawlak",
            men="Piotr Tomasz Krzysztof Marcin Pawel Lukasz Michal Grzegorz Rafal Kamil",
            women="Agnieszka Magdalena Katarzyna Monika Joanna Ewelina Karolina Justyna Sylwia Dorota",
        ),
        _community(
            "romanian",
            "WOTH",
            "Romanian",
            "Andrei David Matei Luca Alexandru Stefan Ionut Gabriel Darius Mihai Robert Rares Denis",
            "Maria Sofia Andreea Ioana Daria Elena Alexandra Antonia Bianca Denisa Larisa Gabriela",
            "Popa Popescu Ionescu Radu Dumitru Stan Stoica Gheorghe Ciobanu Munteanu Rusu Lacatus Florea Marin Toma",
            men="Florin Marius Adrian Catalin Vasile Ion Cristian Daniel Costel",
            women="Mihaela Cristina Alina Gabriela Daniela Simona Florentina Roxana Nicoleta",
        ),
        _community(
            "chinese",
            "CHNE",
            "Cantonese",
            "Jason Kevin Ethan Jun Wei Hao Ryan Jayden Zihan Yichen Marcus Kai Tsz-Hin",
            "Emily Mei Yan Xin Chloe Hoi-Ching Jia Yuki Sophie Lok-Yi Zixuan Rui Hannah",
            "Chen Wang Li Wong Chan Lee Zhang Liu Cheung Lam Yang Huang Leung Ng Lau",
            men="Wei Ming Kwok-Wah Jian Chi-Keung Feng Tony Lei",
            women="Mei Ling Xiaoyan Wai-Yee Fang Hui Suk-Yin Yan Lily",
        ),
    )
}

SHORT_FORMS = {
    "Oliver": "Ollie",
    "Thomas": "Tom",
    "Joshua": "Josh",
    "William": "Billy",
    "Jacob": "Jake",
    "Harrison": "Harry",
    "Alfie": "Alf",
    "Theo": "Teddy",
    "Nathan": "Nate",
    "Frankie": "Frank",
    "Ethan": "Eth",
    "Charlotte": "Charlie",
    "Isabella": "Bella",
    "Matilda": "Tilly",
    "Penelope": "Penny",
    "Jessica": "Jess",
    "Abigail": "Abbie",
    "Emilia": "Millie",
    "Florence": "Flo",
    "Maddison": "Maddie",
    "Scarlett": "Scar",
    "Eliza": "Liza",
    "Evelyn": "Evie",
    "Caitlin": "Cait",
    "Katelyn": "Katie",
    "Muhammad": "Mo",
    "Mohammed": "Mo",
    "Ibrahim": "Ibby",
    "Alexandru": "Alex",
    "Aleksander": "Olek",
    "Mikolaj": "Mikey",
    "Zuzanna": "Zuzia",
    "Emmanuel": "Manny",
    "Samuel": "Sam",
    "Temitope": "Temi",
    "Oluwaseun": "Seun",
    "Gurpreet": "Preet",
    "Maryam": "Mimi",
    "Khadija": "Dija",
    "Yousef": "Joe",
    "Patrick": "Paddy",
    "Saoirse": "Sersh",
    "Daniel": "Danny",
    "David": "Davey",
    "Michael": "Mikey",
    "Christopher": "Chris",
    "Rebecca": "Becky",
    "Samantha": "Sam",
}
"""The short or pet form by which a child or adult is often known, and reported."""

MISSPELLINGS = {
    "Jayden": "Jaydn",
    "Keira": "Kiera",
    "Darcie": "Darcey",
    "Hollie": "Holly",
    "Callum": "Calum",
    "Connor": "Conor",
    "Niamh": "Neve",
    "Aoife": "Eefa",
    "Caoimhe": "Keeva",
    "Isla": "Eila",
    "Katelyn": "Kaitlin",
    "Theo": "Teo",
    "Mohammed": "Muhammed",
    "Muhammad": "Mohammad",
    "Yusuf": "Yousuf",
    "Aisha": "Ayesha",
    "Zainab": "Zaynab",
    "Szymon": "Simon",
    "Jakub": "Jacob",
    "Filip": "Philip",
    "Zofia": "Sofia",
    "Wiktoria": "Victoria",
    "Andrei": "Andre",
    "Chloe": "Cloe",
    "Abigail": "Abigale",
    "Lexi": "Lexie",
    "Aidan": "Aiden",
    "Kaiden": "Caiden",
    "Lacey": "Lacie",
}
"""How a name is written by somebody who only heard it."""

STAFF_SURNAMES = weighted(
    "Ashgrove Birkbeck Cawthorne Danby Easterby Farndale Goathland Hawnby Ingleton Kildale Lealholm Marrick "
    "Newsham Oldstead Plumbly "
    "Ravenscar Sneaton Thornaby-Lee Ugthorpe Wainstones Yarmouth-Bell Arkengarth Burneston Castleton-Moss "
    "Deighton Egton Fylingdale "
    "Grosmont Hackness Ivelet Keldholme Lastingham Muker Nunnington Osmotherly Pockley Rosedale Spennithorne "
    "Thwaite Westerdale "
    "Gillamoor Swainby Carlbury Hutton-Rudd Middleham Scorton Bellerby Coverham Dalby Ebberston",
    0.2,
)
"""Surnames of professionals, made from dale and moor villages."""

STAFF_FIRST_NAMES = weighted(
    "Amara Beth Callista Dev Elspeth Farid Gwen Hamish Ines Joss Kezia Lorcan Mabel Nadia Orson Petra Quentin "
    "Rhona Silas Tamsin Una "
    "Vikram Winifred Xanthe Yasmin Zeb Agnes Bram Cora Dilys Edmund Fern Gideon Hester Ivo Juno Kit Lowri Merryn Noor",
    0.2,
)


def for_sex(surname: str, sex: str, community: Community) -> str:
    """The surname as that person bears it: Polish surnames in -ski have a form in -ska."""
    if community.surname_by_sex and sex == "F" and surname.endswith("ski"):
        return surname[:-1] + "a"
    return surname
