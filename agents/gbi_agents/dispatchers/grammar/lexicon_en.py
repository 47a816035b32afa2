"""English words and the operations they ask for. Patterns run over the folded question; the earlier wins a span."""

from __future__ import annotations

_MORE = r"(?:more|higher|greater|larger|bigger|longer|taller|better|older|wider)"
_LESS = r"(?:less|lower|smaller|fewer|shorter|lesser|worse|younger)"
_UP = r"(?:increase[sd]?|grow(?:n|s|th)?|grew|rise[sn]?|rose|gain(?:ed)?|jump(?:ed)?|climb(?:ed)?|surged?)"
_DOWN = r"(?:decrease[sd]?|drop(?:ped|s)?|fall(?:en|s)?|fell|declin(?:e|ed|es|ing)|shr[aiu]nk|reduc(?:ed|tion)|lost)"

CUES: tuple[tuple[str, str], ...] = (
    ("order",
     r"^\W*(?:please )?(?:rank|sort|order)\b(?! of\b)|\bin order of\b|\b(?:ranked|sorted|ordered) by\b"
     r"|\b(?:in )?(?:de|a)scending(?: order)?\b|\bin (?:decreasing|increasing) order\b"
     r"|\b(?:high|larg|low|small)est first\b|\branking of\b"),
    ("cagr", r"\bcagr\b|compound(?:ed)? annual growth(?: rate)?"),
    ("growth",
     rf"(?:%|percentage) (?:{_UP}|change|growth)|growth rate|rate of (?:growth|increase|change)"
     rf"|by what (?:%|percentage)|relative (?:increase|change)"),
    ("decline", rf"(?:%|percentage) {_DOWN}|rate of (?:decrease|decline)"),
    ("difference",
     r"\bdifferen(?:ce|t)s?\b|\bgap\b|\bdiffer\b|\bminus\b|\bsubtract(?:ed|ing)?\b|\bdeduct(?:ed|ing)?\b"
     r"|\bby how (?:much|many)\b|how (?:many|much) (?:% |percentage |dollar )?points?\b"),
    ("difference",
     rf"\bhow (?:much|many)(?: %| percentage)? {_MORE}|\bhow (?:much|many) {_LESS}|\bby what margin\b"
     rf"|\bspread between\b"),
    ("ratio",
     r"\bratios?\b|\bhow many times\b(?! (?:was|were|did|has|have|had)\b(?!.*\b(?:than|as|more|larger|higher)\b))"
     r"|\bdivid(?:e|ed|ing)\b|\bquotient\b|\bhow many fold\b"
     r"|\btimes (?:as|the)\b"),
    ("product", r"\bproduct of\b|\bmultipl(?:y|ied)\b"),
    ("average", r"\baverages?\b|\bmean\b|\bavg\b"),
    ("median", r"\bmedian\b|\bmiddle value\b"),
    ("mode", r"\bmode\b"),
    ("share",
     r"\b(?:share|%|percentage|proportion|fraction) of (?:the )?(?:total|whole|overall|all)\b"
     r"|\b(?:what|which) (?:share|fraction|proportion)\b|\baccounts? for what\b"),
    ("sum",
     r"\bsums?\b|\badd(?:ed|ing|s)?(?: up)?\b|\bcombined\b|\baltogether\b|\bin all\b|\baggregate\b"
     r"|\bput together\b|\bmake up\b|\bcumulative\b|\bsummed\b|\btotal(?:ly|s|led|ed)?\b|\boverall sum\b"
     r"|\bcombination\b"),
    ("atleast", r"\bat least\b|\bor more\b|\bno (?:less|fewer) than\b|\bminimum of\b"),
    ("atmost", r"\bat most\b|\bor (?:less|fewer)\b|\bno more than\b|\bup to\b"),
    ("overtake",
     r"\bover(?:take|takes|took|taken|taking)\b|\boutpaced?\b|\bsurpass(?:es|ed)?(?! \$?\d)"
     r"|\bcrossed(?: above| over)?\b|\bcross(?: above| over)?(?= )"),
    ("more",
     rf"\b{_MORE} (?:then|than)\b|\bexceed(?:s|ed|ing)?\b|\babove\b|\bover(?= \$?\d)|\bsurpass(?:es|ed)?\b"
     rf"|\bgreater\b|\brose above\b|\bbeyond\b|\bmore(?= \d)"),
    ("less", rf"\b{_LESS} (?:then|than)\b|\bbelow\b|\bunder(?= \$?\d)|\bless(?= \d)"),
    ("equal", r"\bequals?(?: to)?\b|\bthe same(?: as)?\b|\bsame\b|\bexactly\b|\bidentical\b"),
    ("fastest",
     rf"\b{_UP} (?:the )?(?:most|fastest|quickest)|\bfastest[- ]?(?:growing|growth)|\bfastest\b|\bquickest\b"),
    ("slowest", rf"\b{_UP} (?:the )?(?:least|slowest)|\bslowest[- ]?(?:growing|growth)?|\bslowest\b"),
    ("fellmost", rf"\b{_DOWN} (?:the )?(?:most|fastest|sharpest|steepest)"),
    ("max",
     r"\bhighest\b|\blargest\b|\bgreatest\b|\bbiggest\b|\bmaximum\b|\bmax\b|\bmost\b|\bpeak(?:ed|s)?\b"
     r"|\blongest\b|\btallest\b|\bmajority\b|\bdominant\b|\bbest\b|\bsharpest\b|\bsteepest\b|\bleading\b"
     r"|\bwho (?:is|was|were) the (?:market )?leaders?\b|\bwho leads?\b|\bwho led\b(?= (?:in|the market)\b)"
     r"|\bdominat(?:e|es|ed|ing)\b|\brecord (?:high|year)\b|\boldest\b|\brichest\b"
     r"|\btop(?= (?:\d+|two|three|four|five|six|seven|eight|nine|ten)\b)|\btop(?=s\b| the\b)|\bbulk of\b"),
    ("min",
     r"\brecord low\b|\blowest\b|\bsmallest\b|\bleast\b|\bminimum\b|\bmin\b|\bfewest\b|\bshortest\b|\bworst\b"
     r"|\bweakest\b|\byoungest\b|\bpoorest\b|\bcheapest\b|\bbottom(?= (?:\d+|two|three|four|five)\b)"),
    ("up", rf"\b{_UP}\b|\bgrowing\b|\brising\b|\bincreasing\b"),
    ("down", rf"\b{_DOWN}\b|\bfalling\b|\bdecreasing\b|\bdropping\b"),
    ("change", r"\bchang(?:e|ed|es|ing)\b|\bevol(?:ve|ved|ution)\b"),
    ("trend", r"\btrends?\b|\bover time\b|\bover the years\b|\bdevelop(?:ed|ment)?\b"),
    ("first", r"\bleft-? ?most\b|\bfirst\b|\bearliest\b|\bupper-? ?most\b|\btop-? ?most\b|\btop\b"),
    ("last", r"\bright-? ?most\b|\blast\b|\blatest\b|\bmost recent\b|\bbottom-? ?most\b|\bbottom\b|\bfinal\b"),
    ("middle", r"\bin the middle\b|\bmiddle\b|\bcent(?:er|re)\b"),
    ("previous", r"\bprevious\b|\bpreceding\b|\bright before\b"),
    ("next", r"\bfollowing\b|\bnext\b|\bright after\b"),
    ("except", r"\bexcept(?: for)?\b|\bexcluding\b|\bother than\b|\bnot including\b|\bbesides\b|\bwithout\b"),
    ("than", r"\bthan\b|\bthen\b|\bcompared (?:to|with)\b|\bversus\b|\bvs\b|\bto that of\b|\bagainst\b"),
    ("not", r"\bnot\b|\bn't\b|\bnever\b"),
    ("before", r"\bbefore\b|\bprior to\b|\bearlier than\b"),
    ("after", r"\bafter\b|\blater than\b|\bsince\b"),
    ("between", r"\bbetween\b"),
    ("from", r"\bfrom\b"),
    ("to", r"\bto\b|\buntil\b|\btill\b|\bthrough\b|-(?=\d{4}\b)"),
    ("and", r"\band\b|&|,"),
    ("or", r"\bor\b"),
    ("colour", r"\bcolou?r(?:s|ed)?\b"),
    ("each", r"\beach\b|\bevery\b|\bper\b"),
)  # fmt: skip

COLOURS = (
    "red", "blue", "green", "yellow", "orange", "grey", "gray", "black", "brown", "pink", "purple", "navy", "teal",
    "violet", "cyan", "maroon", "white", "golden", "magenta", "turquoise", "beige",
)  # fmt: skip
FORMS = r"\b(?:bars?|lines?|slices?|segments?|wedges?|dots?|points?|areas?|columns?|graph)\b"
_MEASURES = """
value number percentage % percent amount share rate total sum average mean ratio difference price cost figure
level size median proportion count point score quantity data volume income mode growth change population
"""
MEASURE_WORDS = frozenset(_MEASURES.split())
RANKS = r"\b(?:(\d+)(?:st|nd|rd|th)|(second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth))\b(?!-[a-z])"
