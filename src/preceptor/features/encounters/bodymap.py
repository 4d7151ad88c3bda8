"""The body map: front, back and side of an adult or a child as outlines of regions. Pure drawing, knows no patient.

Outlines are absolute SVG paths in a box 100 units wide; the figure faces the reader, so its right side is on the left.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

Warp = Callable[[float, float], tuple[float, float]]
VIEWS = ("front", "back", "side")


@dataclass(frozen=True, slots=True)
class Outline:
    """One outline: the region it belongs to, which side of the body ("" for both or the middle), its path."""

    region: str
    side: str
    path: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One view: its outlines, and how high its box is."""

    view: str
    outlines: tuple[Outline, ...]
    height: int


# Adult, front. Paths of the right half are mirrored for the left.
HEAD = "M50 4 C60 4 65 12 64 19 L36 19 C35 12 40 4 50 4 Z"
FACE = "M36 21 L64 21 C64 32 58 42 50 42 C42 42 36 32 36 21 Z"
HEAD_BACK = "M50 4 C60 4 64 12 64 21 C64 32 59 41 50 41 C41 41 36 32 36 21 C36 12 40 4 50 4 Z"
NECK = "M43.5 43 C45 44.2 55 44.2 56.5 43 C57 49 60 52.5 68 56 C58 58.5 42 58.5 32 56 C40 52.5 43 49 43.5 43 Z"
ARM = (
    "M24 61 C18.5 64 16.6 72 15.6 80 C14 98 10.4 112 8.4 138 L17.4 139.6 C20 118 26.6 100 28.2 82 C27.6 "
    "74 25.6 67 24 61 Z"
)
HAND = "M8.2 140.4 L17.2 142 C17.6 150 17.4 160 14 168 C12 173 6.5 172.5 5 168 C3.4 160 5.6 149 8.2 140.4 Z"
CHEST = "M49.2 60.5 C42 60.6 34 59.6 26 61.6 C27 70 29 84 30.5 94.5 C36 96 43 96.8 49.2 97 Z"
LEFT_CHEST = "M50.8 60.5 C58 60.6 66 59.6 74 61.6 C73.4 66 72.8 70.8 72.2 75 L50.8 75 Z"
HEART = "M50.8 77 L72 77 C71.2 83.4 70.4 89 69.5 94.5 C64 96 57 96.8 50.8 97 Z"
ABDOMEN = (
    "M31 97 C43 99.4 57 99.4 69 97 C68 106 67 112 67 118 C67 121 67.4 123.6 68 126 C56 128.4 44 128.4 32 126 "
    "C32.6 123.6 33 121 33 118 C33 112 32 106 31 97 Z"
)
PELVIS = (
    "M31.6 128.2 C44 130.6 56 130.6 68.4 128.2 C69 131 69.8 133.6 70.4 136.4 L56 144.6 L44 144.6 L29.6 "
    "136.4 C30.2 133.6 31 131 31.6 128.2 Z"
)
GROIN = "M29.4 138.6 L43 146.4 C45.4 147.4 47.4 147.8 49.2 148 L49 158 L29.4 152 C28.8 147.6 28.8 143 29.4 138.6 Z"
LEG = (
    "M29.6 154.4 L48.9 160.4 C48.6 174 47.6 186 46.8 197 C48.2 208 48.2 220 46.6 233 L45.6 247 L38 247 "
    "C36.5 237 33.6 227 33 217 C32.8 211 33.6 204 34.2 197 C31.6 184 29.6 170 29.6 154.4 Z"
)
FOOT = "M38 249.2 L45.7 249.2 C46.6 255 47 260 46.5 264 C43 267 33 267.4 30.5 265 C30.5 260 36 256 38 249.2 Z"

# Adult, back.
UPPER_BACK = "M32 58 C42 60.6 58 60.6 68 58 L74 61.4 C73 70 71 82 69.7 92 L30.3 92 C29 82 27 70 26 61.4 Z"
LOWER_BACK = "M41 94 L59 94 L58.4 120 L41.6 120 Z"
FLANK = "M30.6 94 L39.2 94 L39.8 120 L33 120 C33 111 31.8 103 30.6 94 Z"
BUTTOCKS = (
    "M32.8 122 L67.2 122 C67.8 129 69.8 134 70.4 139 C64 144 56 146.4 50 146.4 C44 146.4 36 144 29.6 139 "
    "C30.2 134 32.2 129 32.8 122 Z"
)
THIGH_BACK = (
    "M29.4 141.4 C36 146.4 43 148.6 49.2 148.8 C49 166 47.8 183 46.8 196 L34.4 196 C31 181 28.4 159 29.4 141.4 Z"
)
CALF = (
    "M34.2 198.2 L46.7 198.2 C48.4 208 48.4 220 46.6 233 L45.6 247 L38 247 C36.5 237 33.6 227 33 217 "
    "C32.8 211 33.4 204 34.2 198.2 Z"
)
HEEL = "M38 249.2 L45.7 249.2 C47 256 47 261 45.6 265 C43 267.4 38 267.4 36.4 265 C35.6 260 36.8 254 38 249.2 Z"

# Adult, side: facing left.
SIDE: tuple[tuple[str, str], ...] = (
    ("head", "M52 4 C62 4 66 12 65.4 21 C65.2 28 62.6 34 58.4 38 L50.6 22 L38.6 22 C38 12 43 4 52 4 Z"),
    (
        "face",
        "M38.4 24 L49.4 24 L56.6 39.6 C54 41.4 49 42.6 44 42 C40.4 41.4 41 37 40 34.6 C38 33 36.4 32.4 "
        "36.8 31 Z"
    ),
    ("neck", "M46 44.2 C50 44.4 54 43.2 57.6 41 C58.4 48 60.6 52.4 64 56.4 L44 58.6 C46 54 46.6 49 46 44.2 Z"),
    ("chest", "M43.4 60.8 L50 60.2 C48 72 48.4 84 49.6 96 L37 96 C35.4 86 36 70 43.4 60.8 Z"),
    (
        "arms",
        "M51.6 63 C56 61 60.6 63 61.4 69 C62.4 80 61.6 96 59.4 106 C57.6 116 54.6 126 51.6 137 L44.6 135 "
        "C46.6 124 48.6 114 50.2 104 C50 92 49.2 74 51.6 63 Z"
    ),
    (
        "hands",
        "M44.2 137 L51.2 139 C51 147 49 156 45.6 163 C43.4 166.6 39 165 39.2 160.6 C39.6 152 41.6 144 "
        "44.2 137 Z"
    ),
    (
        "upper-back",
        "M64.8 57.4 C70.6 63 72.6 74 70.4 92 L62.4 92 C63.8 82 64 72 62.4 66 C61.4 62.6 58.4 60.6 55 60 Z"
    ),
    ("abdomen", "M37.2 98 L49.2 98 C48.8 108 47 118 45.4 126 L38.6 124 C36.4 116 36 106 37.2 98 Z"),
    ("flank", "M61.6 94 L66 94 L65 118 L56.4 118 C59.4 110 61 102 61.6 94 Z"),
    ("lower-back", "M68 94 L70 94 C68.6 103 68.8 111 70.6 118 L67 118 Z"),
    ("pelvis", "M55.6 120 L71.2 120 C74.8 128 74.6 138 70.6 146 L49.4 148 C51.4 139 53.8 130 55.6 120 Z"),
    ("legs", "M49 150 L70 148 C69.4 166 66 182 63 197 L50.4 197 C48 182 47.6 166 49 150 Z"),
    (
        "calves",
        "M50.4 199.2 L63 199.2 C66.4 210 65.4 224 60.6 234 L59 247 L51 247 C50.6 232 49.4 214 50.4 199.2 "
        "Z"
    ),
    (
        "feet",
        "M51 249.2 L59.2 249.2 C61.4 254 62.4 260 61.6 265 L36.4 266 C35 262.6 38 260.4 42 258.8 C46 257 "
        "49.6 253.6 51 249.2 Z"
    ),
)  # fmt: skip
CHILD_SEAMS = (4.0, 42.0, 58.0, 147.0, 268.0)
CHILD_STRETCH = (1.28, 0.8, 0.72, 0.62)
CHILD_WIDTHS = (1.18, 0.82, 0.86, 0.84)


def mirrored(path: str) -> str:
    """A path seen in a mirror along the middle of the figure."""
    return warped(path, lambda x, y: (100 - x, y))


def warped(path: str, warp: Warp) -> str:
    """A path with every point moved."""
    tokens = re.findall(r"[A-Za-z]|-?\d+(?:\.\d+)?", path)
    found: list[str] = []
    place = 0
    while place < len(tokens):
        if tokens[place].isalpha():
            found.append(tokens[place])
            place += 1
        else:
            x, y = warp(float(tokens[place]), float(tokens[place + 1]))
            found.append(f"{x:.1f} {y:.1f}")
            place += 2
    return " ".join(found)


def grown(x: float, y: float) -> tuple[float, float]:
    """Where a point of the adult lies in a child: a larger head, a shorter trunk and shorter limbs."""
    top = CHILD_SEAMS[0]
    for low, high, stretch, width in zip(CHILD_SEAMS, CHILD_SEAMS[1:], CHILD_STRETCH, CHILD_WIDTHS, strict=False):
        if y <= high or high == CHILD_SEAMS[-1]:
            return 50 + (x - 50) * width, top + (y - low) * stretch
        top += (high - low) * stretch
    return x, y


def _pair(region: str, path: str, sides: tuple[str, str]) -> list[Outline]:
    return [Outline(region, sides[0], path), Outline(region, sides[1], mirrored(path))]


def _front() -> list[Outline]:
    sides = ("right", "left")
    return [
        Outline("head", "", HEAD),
        Outline("face", "", FACE),
        Outline("neck", "", NECK),
        *_pair("arms", ARM, sides),
        *_pair("hands", HAND, sides),
        Outline("chest", "right", CHEST),
        Outline("chest", "left", LEFT_CHEST),
        Outline("heart", "", HEART),
        Outline("abdomen", "", ABDOMEN),
        Outline("pelvis", "", PELVIS),
        *_pair("groin", GROIN, sides),
        *_pair("legs", LEG, sides),
        *_pair("feet", FOOT, sides),
    ]


def _back() -> list[Outline]:
    sides = ("left", "right")
    return [
        Outline("head", "", HEAD_BACK),
        Outline("neck", "", NECK),
        Outline("upper-back", "", UPPER_BACK),
        Outline("lower-back", "", LOWER_BACK),
        *_pair("flank", FLANK, sides),
        *_pair("arms", ARM, sides),
        *_pair("hands", HAND, sides),
        Outline("pelvis", "", BUTTOCKS),
        *_pair("legs", THIGH_BACK, sides),
        *_pair("calves", CALF, sides),
        *_pair("feet", HEEL, sides),
    ]


def _side() -> list[Outline]:
    return [Outline(region, "", path) for region, path in SIDE]


_VIEWS: dict[str, Callable[[], list[Outline]]] = {"front": _front, "back": _back, "side": _side}


@lru_cache(maxsize=2 * len(VIEWS))
def figure(view: str, child: bool = False) -> Figure:
    """One view of the figure. Raises KeyError for a view there is none of."""
    outlines = _VIEWS[view]()
    if not child:
        return Figure(view, tuple(outlines), 272)
    small = tuple(Outline(one.region, one.side, warped(one.path, grown)) for one in outlines)
    return Figure(view, small, round(grown(50, CHILD_SEAMS[-1])[1]) + 4)
