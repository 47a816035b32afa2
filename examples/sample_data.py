"""The made-up figures of the sample report: what a reader should find in it."""

from __future__ import annotations

REGIONS = ("North America", "Europe", "Asia Pacific", "Latin America")
REVENUE = {
    "2021": (412.0, 355.5, 298.0, 121.5),
    "2022": (438.5, 361.0, 352.5, 118.0),
    "2023": (455.0, 349.5, 421.0, 133.5),
}
QUARTERS = tuple(f"Q{q} {y}" for y in (2021, 2022, 2023) for q in (1, 2, 3, 4))
MARGIN = {
    "Hardware": (18.2, 18.9, 17.4, 19.6, 20.1, 21.3, 20.8, 22.0, 22.4, 21.7, 23.1, 24.2),
    "Services": (31.0, 31.8, 32.5, 33.9, 33.1, 34.6, 35.8, 35.2, 36.9, 37.7, 38.4, 39.5),
    "Licences": (44.5, 43.2, 42.8, 41.0, 40.6, 39.9, 38.5, 37.8, 36.2, 35.5, 34.1, 33.0),
}
NET_INCOME = {"2016": 42, "2017": 57, "2018": -23, "2019": -61, "2020": 12, "2021": 88, "2022": 104, "2023": 131}
SHARE = {"Hardware": 46.0, "Services": 31.5, "Licences": 15.0, "Other": 7.5}
STAFF = {"Engineering": 1840, "Sales": 1215, "Support": 960, "Operations": 705, "Finance": 310, "Legal": 95}
MIX = {
    "Online": (120, 155, 210, 262),
    "Stores": (310, 290, 248, 225),
    "Partners": (80, 96, 121, 140),
}
USERS = {"2017": 1200, "2018": 4100, "2019": 15500, "2020": 62000, "2021": 240000, "2022": 810000, "2023": 2600000}
ENERGY = {"2018": (52.0, 8.0), "2019": (50.5, 11.5), "2020": (44.0, 14.5), "2021": (43.5, 20.0), "2022": (39.0, 26.5)}
INCOME_STATEMENT = (
    ("Revenue", (1_240_500, 1_270_000, 1_359_000)),
    ("Cost of revenue", (-702_300, -718_900, -741_200)),
    ("Gross profit", (538_200, 551_100, 617_800)),
    ("Research and development", (-161_400, -170_250, -182_900)),
    ("Selling and administration", (-214_700, -221_300, -236_450)),
    ("Operating income", (162_100, 159_550, 198_450)),
    ("Interest expense", (-18_900, -21_350, -24_100)),
    ("Income before tax", (143_200, 138_200, 174_350)),
)
SITES = (
    ("Rotterdam", 1952, 812, 97.1),
    ("Osaka", 1968, 640, 98.4),
    ("Monterrey", 1991, 1105, 94.6),
    ("Leipzig", 2004, 458, 99.0),
    ("Pune", 2015, 1377, 95.8),
)
_CITIES = (
    *("Lyon", "Porto", "Gdansk", "Graz", "Ghent", "Turin", "Malmo", "Bergen", "Cork", "Basel", "Brno", "Split"),
    *("Seville", "Nantes", "Bremen", "Utrecht", "Aarhus", "Tampere", "Leeds", "Bilbao", "Parma", "Plzen", "Linz"),
    *("Dijon", "Essen", "Varna", "Cluj", "Patras", "Zadar", "Kosice", "Riga", "Tartu", "Vilnius", "Geneva", "Metz"),
    *("Lodz", "Poznan", "Bari", "Palermo", "Cadiz", "Faro", "Braga", "Rouen", "Nice", "Trier", "Jena", "Ulm", "Bonn"),
)
STORES = tuple(
    (f"S{100 + i}", city, 180 + (i * 37) % 420, round(1.2 + ((i * 53) % 91) / 10, 1)) for i, city in enumerate(_CITIES)
)
VISITORS = {"Mon": 320, "Tue": 285, "Wed": 410, "Thu": 375, "Fri": 540, "Sat": 690}
ZH_REGIONS = ("华东", "华南", "华北", "西南")
ZH_REVENUE = {
    "2021年": (86.4, 52.1, 47.3, 21.8),
    "2022年": (93.2, 58.7, 45.9, 27.6),
    "2023年": (101.5, 63.0, 49.4, 33.2),
}
ZH_TABLE = (
    ("营业收入", (2_076_000, 2_254_000, 2_471_000)),
    ("营业成本", (1_301_500, 1_398_200, 1_502_700)),
    ("研发费用", (124_300, 141_800, 167_900)),
    ("归属于上市公司股东的净利润", (215_600, 238_450, 276_300)),
)
