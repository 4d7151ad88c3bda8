"""What a drawn patient wears: hair, head coverings, clothes, glasses, aids. Pure drawing in a box of 160 by 160."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """One path of the drawing: filled, or a line of some width."""

    path: str
    fill: str = "none"
    stroke: str = "none"
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Skin:
    """A skin: its tone, the tone in shade, the colour of its lines and of the lips."""

    tone: str
    shade: str
    line: str
    lip: str


@dataclass(frozen=True, slots=True)
class Sitter:
    """A look made ready for drawing. `width` stretches the body across; `extra` holds every word of the look."""

    skin: Skin
    hair: str
    style: str
    width: float
    wear: str
    cloth: str
    extra: frozenset[str]
    child: bool
    old: bool


Draw = Callable[[Sitter], list[Mark]]
HAIRS = {
    "black": "#1f1a1a", "dark-brown": "#3a2820", "brown": "#5e3f2b", "auburn": "#7f3f24", "red": "#a4522c",
    "blond": "#c49a58", "fair": "#c49a58", "grey": "#8d9092", "white": "#dcdedd",
}  # fmt: skip
COLOURS = {
    "blue": "#4d6f8f", "green": "#5d7d66", "mustard": "#b98a2f", "red": "#9c4a3d", "grey": "#7c8688",
    "purple": "#76638c", "teal": "#3f7d7f", "navy": "#34475f", "white": "#d9dfdd", "brown": "#7a6148",
    "pink": "#b97f86",
}  # fmt: skip
DIM, LIGHT = "#00000026", "#ffffff59"
COVERINGS = {"hijab", "headscarf", "turban", "headwrap"}
ROUND_NECK = "M61 119C64 133 96 133 99 119L105 122C100 143 60 143 55 122Z"
COLLAR = "M64 118L80 138L96 118L103 123L88 144L80 139L72 144L57 123Z"
HOOD = "M56 119C60 139 100 139 104 119L112 125C106 151 54 151 48 125Z"
LAPELS = "M60 118L80 150L100 118L112 124L92 160H68L48 124Z"
DRAPE = "M34 136C60 118 84 128 122 160H62C48 152 40 146 34 136Z"


def clothes(one: Sitter) -> list[Mark]:
    """What goes over the chest beside its colour."""
    for name, draw in _CLOTHES.items():
        if name in one.wear:
            return draw(one)
    return [Mark(ROUND_NECK, DIM)]


def _buttoned(one: Sitter) -> list[Mark]:
    return [Mark(COLLAR, LIGHT), Mark("M80 141V160", "none", DIM, 2)]


# The first name that a look's clothes hold counts.
_CLOTHES: dict[str, Draw] = {
    "tshirt": lambda one: [Mark(ROUND_NECK, DIM)],
    "suit": lambda one: [
        Mark("M64 118L80 142L96 118L100 160H60Z", COLOURS["white"]),
        Mark(LAPELS, DIM),
        Mark("M77 140h6l3 20h-12Z", COLOURS["red"]),
    ],
    "overall": lambda one: [
        Mark(ROUND_NECK, DIM),
        Mark("M50 122L56 160M110 122L104 160", "none", COLOURS["navy"], 9),
        Mark("M52 146H108V160H52Z", COLOURS["navy"]),
    ],
    "hoodie": lambda one: [Mark(HOOD, DIM), Mark("M70 143v10M90 143v10", "none", LIGHT, 2.4)],
    "sari": lambda one: [
        Mark(ROUND_NECK, DIM),
        Mark(DRAPE, COLOURS["mustard"]),
        Mark("M34 136C60 118 84 128 122 160", "none", LIGHT, 3),
    ],
    "gown": lambda one: [Mark("M62 119L80 141L98 119", "none", "#6f8b91", 3)],
    "jacket": lambda one: [Mark(LAPELS, DIM), Mark("M80 150V160", "none", DIM, 2)],
    "dress": lambda one: [Mark("M60 119Q80 142 100 119L104 121Q80 152 56 121Z", LIGHT)],
    "shirt": _buttoned,
    "blouse": _buttoned,
    "uniform": _buttoned,
}  # fmt: skip


def behind(one: Sitter) -> list[Mark]:
    """What stands behind the person."""
    if "wheelchair" in one.extra:
        return [
            Mark("M30 160V106q0-6 6-6h88q6 0 6 6v54Z", "#4a5658"),
            Mark("M30 104H16M130 104h14", "none", "#2e3739", 6),
        ]
    if "frame" in one.extra:
        return [Mark("M14 160V112q0-8 8-8h16M146 160v-48q0-8-8-8h-16", "none", "#7b8789", 6)]
    return [Mark("M26 0v118M134 0v118", "none", "#c2d6d3", 2)]


def worn(one: Sitter) -> list[Mark]:
    """What goes over the face, and what is held."""
    return [mark for name, draw in _EXTRAS.items() if name in one.extra for mark in draw(one)]


STUBBLE = "M54 84C56 96 64 92 80 92S104 96 106 84C105 101 97 111 80 111S55 101 54 84Z"
BEARD = (
    "M52 78C54 92 58 94 66 92Q80 88 94 92C102 94 106 92 108 78C109 100 99 117 80 117S51 100 52 78Z"
    "M73 99q7 4 14 0q-7-3-14 0Z"
)
_EXTRAS: dict[str, Draw] = {
    "stubble": lambda one: [Mark(STUBBLE, "#00000024")],
    "beard": lambda one: [Mark(BEARD, one.hair), Mark("M74 99q6 3 12 0", "none", one.skin.lip, 2.6)],
    "moustache": lambda one: [Mark("M67 97q6-7 13-3q7-4 13 3q-7 1-13-1q-6 2-13 1Z", one.hair)],
    "freckles": lambda one: [Mark("M62 86h.1M66 89h.1M69 85h.1M91 85h.1M94 89h.1M98 86h.1", "none", one.skin.line, 2)],
    "earrings": lambda one: [Mark("M52 86v5M108 86v5", "none", "#d8c28a", 4)],
    "glasses": lambda one: [
        Mark("M58 70h17v13q-8 4-17 0ZM85 70h17v13q-9 4-17 0Z", "#ffffff3d", "#2c3437", 2.4),
        Mark("M75 74q5-3 10 0M58 73l-6-2M102 73l6-2", "none", "#2c3437", 2.4),
    ],
    "sunglasses": lambda one: [
        Mark("M57 70h19v11q-9 6-19 0ZM84 70h19v11q-10 6-19 0ZM76 73h8", "#22292b", "#22292b", 2),
    ],
    "hearing-aid": lambda one: [Mark("M109 68c6 0 7 7 5 13l-4 6", "none", "#e7e2d8", 4)],
    "oxygen": lambda one: [Mark("M52 80Q70 94 80 92Q90 94 108 80M80 92v-3", "none", "#dff0f2", 2.6)],
    "stick": lambda one: [Mark("M140 160V128q0-9-9-9h-5", "none", "#6b4a2f", 6)],
}  # fmt: skip


# Hair and head coverings: what lies behind the head, and what lies over it.

CAP = "M50 68C47 46 60 36 80 36S113 46 110 68C106 58 100 53 80 53S54 58 50 68Z"
CROPPED = "M52 64C51 46 62 39 80 39S109 46 108 64C102 55 96 52 80 52S58 55 52 64Z"
THIN = "M51 74c-3-10-2-20 4-26q2 8-1 18ZM109 74c3-10 2-20-4-26q-2 8 1 18Z"
BOB = "M44 70C42 44 58 34 80 34S118 44 116 70L117 104q-12 6-22 2H65q-10 4-22-2Z"
LONG = "M43 70C40 42 58 33 80 33S120 42 117 70L122 136q-18 8-30 2H68q-12 6-30-2Z"
WAVES = (
    "M43 70C40 42 58 33 80 33S120 42 117 70q7 10 2 20q6 10 0 20q4 10-2 18q-14 4-22-2H65q-8 6-22 2q-6-8-2-18"
    "q-6-10 0-20q-5-10 2-20Z"
)
BUN = "M66 30a14 12 0 1 1 28 0a14 12 0 1 1-28 0Z"
TAIL = "M104 44q26 10 20 56q-2 14-10 22q2-26-4-44Z"
CURLS = (
    "M48 84q-9-6-5-15q-6-9 2-16q0-10 10-12q5-9 15-7q10-6 20 0q10-2 15 7q10 2 10 12q8 7 2 16q4 9-5 15"
    "q-4-18-12-26q-20-8-40 0q-8 8-12 26Z"
)
FRINGE = "M50 70c-2-8 0-16 5-20q0-8 9-9q4-6 11-4q6-4 12 0q7-2 11 4q8 1 9 9q5 4 3 20q-4-12-12-16q-18-6-36 0q-8 4-12 16Z"
AFRO = "M36 68C33 40 54 24 80 24S127 40 124 68C124 82 118 92 108 94H52C42 92 36 82 36 68Z"
BRAIDS = "M44 68C42 44 58 34 80 34S118 44 116 68L118 122q-6 4-10 0L107 66H53L52 122q-6 4-10 0Z"
BRAID_LINES = "M46 66q-4 30-2 56M53 50q-9 40-6 74M114 66q4 30 2 56M107 50q9 40 6 74"
HIJAB = (
    "M80 28C50 28 42 52 43 82C44 104 40 122 30 134C52 148 108 148 130 134C120 122 116 104 117 82C118 52 110 28 80 28Z"
    "M80 44C63 44 55 55 55 70V82C55 99 64 110 80 110S105 99 105 82V70C105 55 97 44 80 44Z"
)
TURBAN = "M46 64C38 40 58 24 80 24S122 40 114 64C104 52 92 50 80 56C68 50 56 52 46 64Z"
TURBAN_FOLDS = "M48 60Q70 30 108 36M54 54Q84 38 112 56M80 56L68 30"
WRAP = "M48 66C40 40 56 26 76 27C80 16 100 16 98 28C116 34 118 52 112 66C104 54 96 51 80 51S56 54 48 66Z"
WRAP_FOLDS = "M50 60Q74 34 110 44M78 28Q88 40 98 28"
SKULLCAP = "M58 46C62 36 70 33 80 33S98 36 102 46Q80 40 58 46Z"
PEAK = "M46 60H118q8 0 10 6q-40-4-82 0Z"
CROWN = "M49 62C47 42 60 32 80 32S113 42 111 62Z"
BONNET = "M46 70C42 42 58 30 80 30S118 42 114 70C106 54 98 50 80 50S54 54 46 70Z"


def _none(one: Sitter) -> list[Mark]:
    return []


def _hair(path: str) -> Draw:
    return lambda one: [Mark(path, one.hair)]


def _covering(colour: str, path: str, fold: str) -> Draw:
    return lambda one: [Mark(path, COLOURS[colour]), Mark(fold, "none", "#00000030", 2.4)]


def _braids(one: Sitter) -> list[Mark]:
    return [Mark(BRAIDS, one.hair), Mark(BRAID_LINES, "none", "#ffffff2e", 1.6)]


STYLES: dict[str, tuple[Draw, Draw]] = {
    "short": (_none, _hair(CAP)),
    "cropped": (_none, _hair(CROPPED)),
    "bald": (_none, _none),
    "thinning": (_none, _hair(THIN)),
    "bob": (_hair(BOB), _hair(CAP)),
    "long": (_hair(LONG), _hair(CAP)),
    "wavy": (_hair(WAVES), _hair(CAP)),
    "bun": (_hair(BUN), _hair(CAP)),
    "ponytail": (_hair(TAIL), _hair(CAP)),
    "curly": (_hair(CURLS), _hair(FRINGE)),
    "afro": (_hair(AFRO), _hair(CAP)),
    "braids": (_braids, _hair(CAP)),
    "locks": (_braids, _hair(CAP)),
    "headscarf": (_none, _covering("teal", HIJAB, "M43 84q8 30-4 48M117 84q-8 30 4 48M60 112q20 14 40 0")),
    "hijab": (_none, _covering("purple", HIJAB, "M43 84q8 30-4 48M60 112q20 14 40 0")),
    "turban": (_none, _covering("mustard", TURBAN, TURBAN_FOLDS)),
    "headwrap": (_none, _covering("red", WRAP, WRAP_FOLDS)),
    "skullcap": (_none, lambda one: [Mark(CAP, one.hair), Mark(SKULLCAP, COLOURS["navy"])]),
    "cap": (_none, lambda one: [Mark(CROWN, COLOURS["navy"]), Mark(PEAK, "#27364a")]),
    "bonnet": (_none, lambda one: [Mark(BONNET, COLOURS["white"])]),
}
