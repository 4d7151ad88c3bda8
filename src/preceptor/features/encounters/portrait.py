"""A patient as a parametric drawing: no photograph, nobody's likeness. Pure drawing, knows a person's look.

What a look may name (anything else falls back to the first of its kind):
skin: brown, pale, light (fair), olive, tan, dark (dark-brown), black
hair: black, dark-brown, brown, red (auburn), fair (blond), grey, white
style: short, cropped, bald, thinning, bob, long, wavy, bun, ponytail, curly, afro, braids, locks; or what covers it:
  hijab (headscarf), turban, headwrap, skullcap, cap, bonnet
build: medium, slim (slight), large
wear: shirt, blouse, tshirt, jumper, hoodie, jacket, suit, tunic, dress, sari, gown, overall, uniform; a colour may go
  before it ("blue shirt")
extra (several, parted by commas or spaces): glasses, sunglasses, hearing-aid, beard, stubble, moustache, earrings,
  freckles, wheelchair, stick, frame, oxygen
"""

import re

from preceptor.core.patient.case import Look, Person, share
from preceptor.features.encounters import wardrobe
from preceptor.features.encounters.wardrobe import COLOURS, HAIRS, Mark, Sitter, Skin

CHILD, OLD = 13, 68
SKINS = {
    "brown": Skin("#a9704b", "#93603f", "#5d3723", "#84442f"),
    "pale": Skin("#f3d7c6", "#e5c1ac", "#a67a63", "#c47f72"),
    "fair": Skin("#e8bf9f", "#d6a884", "#8f6244", "#b26a58"),
    "olive": Skin("#d2a278", "#be8d62", "#7b5636", "#a05f49"),
    "tan": Skin("#c08a60", "#aa774f", "#6d4a2e", "#94533d"),
    "dark-brown": Skin("#7e4f35", "#6b412a", "#3c2317", "#5c2e23"),
    "black": Skin("#57372a", "#482c21", "#251510", "#3d1e19"),
}
SKINS |= {"light": SKINS["fair"], "dark": SKINS["dark-brown"]}
BUILDS = {"medium": 1.0, "slim": 0.9, "slight": 0.9, "large": 1.16}
SEEN = {
    "glasses": "wears glasses",
    "hearing-aid": "wears a hearing aid",
    "wheelchair": "uses a wheelchair",
    "stick": "has a walking stick",
    "frame": "has a walking frame",
    "oxygen": "has oxygen through the nose",
    "hijab": "wears a headscarf",
    "headscarf": "wears a headscarf",
    "turban": "wears a turban",
    "headwrap": "wears a head wrap",
}


def sitter(person: Person) -> Sitter:
    """A person's look with every name settled."""
    look = person.look
    child = person.age < CHILD
    words = frozenset(re.split(r"[\s,;]+", f"{look.extra} {look.wear} {look.style}".lower())) - {""}
    return Sitter(
        skin=SKINS.get(look.skin, SKINS["brown"]),
        hair=HAIRS.get(look.hair, HAIRS["black"]),
        style=_style(look, words),
        width=BUILDS.get(look.build, 1.0) * (0.84 if child else 1.0),
        wear=look.wear.lower(),
        cloth=_cloth(look, person.name),
        extra=words,
        child=child,
        old=person.age >= OLD,
    )


def _style(look: Look, words: frozenset[str]) -> str:
    covering = next((one for one in sorted(words) if one in wardrobe.COVERINGS), "")
    return covering or (look.style if look.style in wardrobe.STYLES else "short")


def _cloth(look: Look, name: str) -> str:
    named = next((COLOURS[one] for one in re.split(r"[\s-]+", look.wear.lower()) if one in COLOURS), "")
    if named:
        return named
    if "gown" in look.wear:
        return "#a8bfc4"
    if "suit" in look.wear:
        return COLOURS["navy"]
    colours = [colour for name_, colour in COLOURS.items() if name_ != "white"]
    return colours[int(share("cloth", name) * len(colours))]


def described(person: Person) -> str:
    """The drawing in words: what somebody who cannot see it would want to know, and no more."""
    words = sitter(person).extra
    seen = [text for name, text in SEEN.items() if name in words]
    return f"Drawing of {person.name}" + (f": {', '.join(seen)}" if seen else "")


def portrait(person: Person) -> tuple[Mark, ...]:
    """The drawing, back to front, in a box of 160 by 160."""
    one = sitter(person)
    behind, over = wardrobe.STYLES[one.style]
    return (
        Mark("M0 0H160V160H0Z", "#cfdfdd"),
        Mark("M0 118H160V160H0Z", "#b9cfcc"),
        *wardrobe.behind(one),
        *behind(one),
        *_body(one),
        *_head(one),
        *over(one),
        *wardrobe.worn(one),
    )


def _body(one: Sitter) -> list[Mark]:
    low, high = 80 - 58 * one.width, 80 + 58 * one.width
    chest = f"M{low:.0f} 160C{low + 2:.0f} 130 {low + 24:.0f} 117 80 117S{high - 2:.0f} 130 {high:.0f} 160Z"
    left, right = 80 - 15 * one.width, 80 + 15 * one.width
    neck = f"M{left:.0f} 96H{right:.0f}V121C{right:.0f} 134 {left:.0f} 134 {left:.0f} 121Z"
    return [Mark(chest, one.cloth), Mark(neck, one.skin.shade), *wardrobe.clothes(one)]


def _head(one: Sitter) -> list[Mark]:
    half = 28 * (1.06 if one.width > 1.1 else 1.0)
    left, right = 80 - half, 80 + half
    face = (
        f"M{left:.1f} 66C{left:.1f} 52 {left + 10:.1f} 42 80 42S{right:.1f} 52 {right:.1f} 66V80"
        f"C{right:.1f} 98 {right - 12:.1f} 111 80 111S{left:.1f} 98 {left:.1f} 80Z"
    )
    ears = f"M{left + 1:.0f} 70c-7-2-8 14 1 17ZM{right - 1:.0f} 70c7-2 8 14-1 17Z"
    return [Mark(ears, one.skin.shade), Mark(face, one.skin.tone), *_features(one)]


def _features(one: Sitter) -> list[Mark]:
    skin = one.skin
    low = 4 if one.child else 0
    eye = 9 if one.child else 8
    marks = [
        Mark(f"M61 {69 + low}q6-5 13-1M86 {68 + low}q7-4 13 1", "none", HAIRS["grey"] if one.old else skin.line, 2.6),
        Mark(f"M64 {77 + low}h{eye}M88 {77 + low}h{eye}", "none", "#231a17", 4 if one.child else 3.2),
        Mark("M80 82v6l-3 2" if one.child else "M80 77v11l-4 2", "none", skin.line, 2.2),
        Mark("M74 99q6 3 12 0", "none", skin.lip, 2.8),
    ]
    if one.old:
        lines = "M59 83q5 3 10 1M91 84q5 2 10-1M66 91q-3 4-2 9M94 91q3 4 2 9M66 57q14-4 28 0"
        marks.append(Mark(lines, "none", skin.shade, 1.8))
    return marks
