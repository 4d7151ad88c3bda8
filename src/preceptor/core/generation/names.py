"""Invented names by part of the world, with the looks that go with them. Knows no patients and no conditions.

How often each is drawn says nothing about any country: a city clinic sees them all (estimate).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Region:
    """Names of one part of the world. `skin` and `hair` list the choices of the parametric set by how often they are
    met there (repeats count). `covers` are head coverings that some wear, by sex."""

    id: str
    share: float
    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]
    skin: tuple[str, ...]
    hair: tuple[str, ...]
    covers: tuple[tuple[str, str], ...] = ()


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


REGIONS = (
    Region(
        "british-isles",
        0.24,
        _words("Margaret Susan Helen Joanne Emily Chloe Gwen Siobhan Morag Alison Judith Holly"),
        _words("Alan Peter Graham Colin Daniel Ryan Owen Callum Hamish Neil Trevor Jack"),
        _words("Whitfield Harker Llewellyn Brennan Sutherland Pascoe Thornley Garside Kerr Ashdown Doyle Fenwick"),
        _words("pale pale light light"),
        _words("brown brown fair fair red black"),
    ),
    Region(
        "west-and-north-europe",
        0.08,
        _words("Ingrid Claire Annelies Birgit Sanne Freja Mathilde Hanna"),
        _words("Lars Thomas Pieter Jürgen Mathieu Anders Bram Felix"),
        _words("Lindqvist Vermeulen Fournier Brandt Sørensen Maes Hoffmann Renard"),
        _words("pale light light"),
        _words("fair fair brown"),
    ),
    Region(
        "east-europe",
        0.1,
        _words("Agnieszka Olena Ioana Katarzyna Vesna Irina Zsófia Daiva"),
        _words("Marek Andriy Bogdan Piotr Dragan László Tomasz Mindaugas"),
        _words("Nowicki Kovalenko Ionescu Zieliński Petrović Balogh Marinov Kazlauskas"),
        _words("pale light light"),
        _words("brown fair brown black"),
    ),
    Region(
        "mediterranean",
        0.07,
        _words("Giulia Eleni Carmen Inês Rosa Despina Lucia Paola"),
        _words("Marco Yannis Javier Rui Stavros Antonio Luca Miguel"),
        _words("Ferrante Papadakis Morales Carvalho Rinaldi Kyriakou Duarte Serrano"),
        _words("light olive olive tan"),
        _words("black brown brown"),
    ),
    Region(
        "middle-east-and-north-africa",
        0.09,
        _words("Leila Fatima Nour Yasmin Samira Shirin Hanan Elif"),
        _words("Karim Omar Hassan Reza Youssef Tariq Emre Bilal"),
        _words("Haddad Benali Karimi Mansour Aydin Saleh Farouk Rahimi"),
        _words("olive olive tan brown"),
        _words("black black brown"),
        (("f", "hijab"), ("f", "headscarf")),
    ),
    Region(
        "south-asia",
        0.14,
        _words("Priya Ayesha Sunita Nasreen Kavita Harpreet Shabana Meena"),
        _words("Rajesh Imran Arjun Gurpreet Vikram Farhan Sanjay Abdul"),
        _words("Chaudhry Patel Fernando Sandhu Iyer Rahman Gill Banerjee"),
        _words("tan brown brown dark"),
        _words("black"),
        (("f", "hijab"), ("f", "headscarf"), ("m", "turban")),
    ),
    Region(
        "east-and-south-east-asia",
        0.09,
        _words("Mei Yuki Linh Grace Ji-woo Siti Maribel Xin"),
        _words("Wei Kenji Minh Jun Arif Hiroshi Rodel Chen"),
        _words("Zhang Nakamura Nguyen Park Santos Lim Wong Tanaka"),
        _words("light tan tan"),
        _words("black"),
    ),
    Region(
        "west-and-central-africa",
        0.08,
        _words("Adaeze Abena Folake Aminata Ngozi Efua Mariama Chantal"),
        _words("Kwame Chidi Tunde Moussa Emeka Kofi Ibrahim Serge"),
        _words("Okonkwo Mensah Adeyemi Diallo Boateng Eze Sesay Mbeki"),
        _words("dark dark brown"),
        _words("black"),
        (("f", "headscarf"),),
    ),
    Region(
        "east-and-southern-africa",
        0.05,
        _words("Thandi Hodan Wanjiru Selam Rutendo Naledi"),
        _words("Sipho Abdi Kamau Dawit Tendai Themba"),
        _words("Dlamini Warsame Njoroge Tesfaye Moyo Otieno"),
        _words("dark dark brown"),
        _words("black"),
        (("f", "headscarf"), ("f", "hijab")),
    ),
    Region(
        "caribbean-and-latin-america",
        0.06,
        _words("Marcia Beverley Camila Yolanda Denise Luz"),
        _words("Winston Delroy Mateo Carlos Leroy Andrés"),
        _words("Campbell Baptiste Quispe Herrera Grant Rojas"),
        _words("dark brown tan olive"),
        _words("black black brown"),
    ),
)
EITHER = _words("Alex Robin Sam Charlie Noor Kim Jamie Sasha")
"""Given names for people who use "they"."""
