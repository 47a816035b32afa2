"""Months and days of the week by all their names: "Sat", "Saturday", "周六" and "星期六" are one label.

Only a label that is nothing but such a name (with a year, a day or a dot beside it) gets the other spellings, so that
"Sun Microsystems" stays a company.
"""

from __future__ import annotations

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CHINESE_DAYS = "一二三四五六日"
_CHINESE_MONTHS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
MONTH_NUMBERS = {
    word: at + 1 for at, name in enumerate(_MONTHS) for word in (name, name[:3], *(("sept",) if at == 8 else ()))
}
"""Number of a month by its English name or its short form."""
Form = tuple[str, ...]


def _month_forms(number: int, name: str) -> tuple[Form, ...]:
    short: tuple[Form, ...] = ((name[:3],), *(((name[:4],),) if number == 9 else ()))
    digits: tuple[Form, ...] = ((str(number), "月"), (f"{number:02d}", "月"), (*_CHINESE_MONTHS[number - 1], "月"))
    return ((name,), *short, *digits)


def _day_forms(number: int, name: str) -> tuple[Form, ...]:
    short: tuple[Form, ...] = tuple((name[:n],) for n in (3, 4, 5) if n < len(name))
    said = [_CHINESE_DAYS[number], *("天" if number == 6 else "")]
    chinese = tuple((*head, day) for day in said for head in (("星", "期"), ("周",), ("礼", "拜")))
    return ((name,), *short, *chinese)


GROUPS: tuple[tuple[Form, ...], ...] = (
    *(_month_forms(at + 1, name) for at, name in enumerate(_MONTHS)),
    *(_day_forms(at, name) for at, name in enumerate(_DAYS)),
)
_OF = {form: group for group in GROUPS for form in group}
AMBIGUOUS = frozenset(("may", "march", "mar", "sun", "sat", "mon", "wed"))
"""Names that are also other words: alone they count where they are capitalised or stand behind "in", "on" and the
like."""


def other_names(form: Form) -> tuple[Form, ...]:
    """The other spellings of a label's word form, digits kept where they stand; none for any other label."""
    for length in range(min(4, len(form)), 0, -1):
        for start in range(len(form) - length + 1):
            group = _OF.get(form[start : start + length])
            rest = (*form[:start], *form[start + length :])
            if group is not None and all(word.isdigit() or word == "年" for word in rest):
                return tuple((*form[:start], *name, *form[start + length :]) for name in group if name != form)
    return ()
