"""From Arrow's values and types to the program's own."""

from __future__ import annotations

import datetime
import decimal
import json
import math
from typing import Any

from gbi.types import ColumnType, Value


def shown(item: Any) -> Value:
    """An Arrow value as a `Value`: NaN and infinity become None, dates ISO text, lists and structs JSON text."""
    if item is None or isinstance(item, (bool, int, str)):
        return item
    if isinstance(item, float):
        return item if math.isfinite(item) else None
    if isinstance(item, decimal.Decimal):
        return int(item) if item == item.to_integral_value() else float(item)
    if isinstance(item, (datetime.date, datetime.datetime, datetime.time)):
        return item.isoformat()
    if isinstance(item, bytes):
        return item.hex()
    if isinstance(item, (list, dict, tuple)):
        return json.dumps(item, default=lambda part: shown(part), ensure_ascii=False)
    return str(item)


def column_type(arrow_type: Any) -> ColumnType:
    """What an Arrow type is to a person."""
    import pyarrow.types as kinds

    if kinds.is_boolean(arrow_type):
        return "bool"
    if kinds.is_integer(arrow_type) or kinds.is_floating(arrow_type) or kinds.is_decimal(arrow_type):
        return "number"
    return "date" if kinds.is_temporal(arrow_type) and not kinds.is_duration(arrow_type) else "text"
