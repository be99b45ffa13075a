"""Sales by day: rollups made from lines, and read instead of them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Date, Select, Table, case, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.model import AccountId, LeftOut, Period
from core.sales import DayFigures, ProductDay
from storage.repositories.scope import Scope
from storage.tables.orders import order_line
from storage.tables.sales import dirty_day, left_out_day, orders_day, sales_day

