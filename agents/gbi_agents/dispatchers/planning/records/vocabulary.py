"""Words that say what kind of column is meant: kinds of things, who, where and when, adjectives of measure."""

from __future__ import annotations

KINDS: tuple[tuple[str, ...], ...] = (
    ("movie", "film", "title"), ("song", "single", "track", "title"), ("album", "title", "record"),
    ("book", "novel", "title", "work"), ("show", "episode", "title", "program", "programme"),
    ("team", "club", "side", "franchise"), ("opponent", "team", "opposition", "against", "rival"),
    ("player", "name", "athlete"), ("person", "name", "people"), ("athlete", "name", "competitor", "swimmer", "runner"),
    ("competitor", "athlete", "player", "name", "skier", "cyclist", "jumper", "sailor"),
    ("driver", "rider", "racer", "cyclist", "name"), ("contestant", "name", "celebrity", "competitor"),
    ("actor", "name", "cast"), ("actress", "name"), ("singer", "artist", "performer"), ("band", "artist"),
    ("location", "place", "venue", "site", "city", "town"), ("stadium", "venue", "ground"),
    ("venue", "location", "stadium"), ("place", "location", "venue", "position", "rank", "finish"),
    ("city", "town", "location"), ("country", "nation", "nationality", "state"), ("nation", "country", "team"),
    ("nationality", "country", "nation"), ("game", "match", "opponent"), ("race", "name", "event", "title", "grand"),
    ("competition", "tournament", "event"), ("tournament", "competition", "event"), ("event", "competition"),
    ("position", "rank", "place", "pos", "finish"), ("rank", "position", "pos"), ("number", "no", "#"),
    ("points", "point", "pts", "score"), ("score", "result", "points"), ("result", "outcome", "score"),
    ("attendance", "crowd", "attended", "spectator", "attendee"), ("spectator", "attendance"), ("fan", "attendance"),
    ("people", "attendance", "population"), ("seat", "capacity"), ("resident", "population"), ("day", "date"),
    ("length", "long", "duration", "distance"), ("height", "tall", "elevation", "high"), ("age", "old"),
    ("cost", "price", "expensive"), ("size", "area", "big"), ("weight", "heavy"), ("speed", "fast"),
    ("candidate", "name", "nominee"), ("politician", "name", "representative"), ("party", "affiliation"),
    ("company", "manufacturer", "name", "developer", "operator"), ("car", "model", "vehicle", "constructor"),
    ("ship", "name", "vessel"), ("building", "name"), ("school", "name", "institution", "college"),
    ("university", "institution", "school", "college", "name"), ("language", "languages"), ("channel", "network"),
    ("network", "channel", "station"), ("station", "name", "call"), ("release", "released"), ("win", "wins", "won"),
    ("loss", "losses", "lost"), ("gold", "golds"), ("goal", "goals"), ("year", "date"),
    ("month", "date"), ("date", "day"), ("winner", "champion", "name"), ("champion", "winner"), ("job", "occupation"),
)  # fmt: skip
"""A thing that is asked for, and what the column that holds it may be called, the likelier first."""
BY_WORD = {group[0]: group[1:] for group in KINDS}
WHO = ("name", "player", "athlete", "artist", "driver", "rider", "person", "winner", "champion", "candidate", "actor",
       "author", "contestant", "competitor", "skipper", "coach", "manager", "director", "representative", "singer",
       "performer", "member", "skier", "swimmer", "officeholder", "president", "nominee", "leader", "wrestler",
       "celebrity", "cyclist", "gymnast", "sailor", "incumbent", "team", "nation", "country")  # fmt: skip
WHERE = ("location", "place", "venue", "city", "site", "town", "country", "stadium", "circuit", "host")
WHEN = ("date", "year", "season", "time", "day", "when")
ADJECTIVES: dict[str, tuple[tuple[str, ...], bool]] = {
    "longest": (("length", "duration", "time", "distance", "long"), True),
    "longer": (("length", "duration", "time", "distance", "long"), True),
    "shortest": (("length", "duration", "time", "distance", "height"), False),
    "shorter": (("length", "duration", "time", "distance", "height"), False),
    "tallest": (("height", "elevation"), True), "taller": (("height", "elevation"), True),
    "highest": (("height", "elevation", "altitude"), True), "higher": (("height", "elevation", "altitude"), True),
    "oldest": (("age",), True), "older": (("age",), True), "youngest": (("age",), False), "younger": (("age",), False),
    "heaviest": (("weight", "mass"), True), "heavier": (("weight", "mass"), True),
    "lightest": (("weight", "mass"), False), "fastest": (("time",), False), "faster": (("time",), False),
    "slowest": (("time",), True), "largest": (("size", "area", "capacity", "population"), True),
    "larger": (("size", "area", "capacity", "population"), True), "biggest": (("size", "area", "capacity"), True),
    "smallest": (("size", "area", "capacity", "population"), False), "deepest": (("depth",), True),
    "smaller": (("size", "area", "capacity", "population"), False),
    "expensive": (("cost", "price"), True), "populous": (("population",), True), "populated": (("population",), True),
}  # fmt: skip
"""What an adjective measures by itself, and whether more of it comes first."""
OLD = frozenset(("oldest", "older", "earliest", "earlier"))
NEW = frozenset(("newest", "newer", "youngest", "younger", "latest", "later"))
STOP = frozenset((
    "is", "are", "was", "were", "did", "does", "do", "has", "have", "had", "of", "in", "on", "at", "for", "with",
    "from", "by", "to", "that", "who", "which", "and", "or", "than", "after", "before", "can", "will", "won", "came",
    "come", "took", "finished", "placed", "scored", "received", "made", "listed", "during", "between", "when", "where",
    "as", "out", "got", "played", "above", "below", "under", "over", "directly", "immediately", "not", "be", "been",
))  # fmt: skip
DROPPED = frozenset(
    [
        "the",
        "a",
        "an",
        "most",
        "least",
        "highest",
        "lowest",
        "largest",
        "smallest",
        "first",
        "last",
        "next",
        "previous",
        "only",
        "other",
        "total",
        "different",
        "same",
        "all",
        "any",
        "these",
        "those",
        "many",
        "much",
        "longest",
        "shortest",
        "oldest",
        "youngest",
        "best",
        "worst",
        "top",
        "final",
        "following",
        "latest",
        "earliest",
        "single",
        "biggest",
        "second",
        "third",
        "fourth",
        "fifth",
        "new",
        "old",
        "more",
        "less",
        "fewer",
        "fewest",
        "two",
        "three",
        "four",
        "five",
        "each",
        "particular",
        "name",
        "names",
        "unique",
    ]
)

SORTS = frozenset(("name", "names", "type", "kind", "number", "amount"))
LESSER = frozenset(("least", "fewest", "lowest", "smallest", "minimum", "min", "less", "fewer", "lower", "smaller"))
