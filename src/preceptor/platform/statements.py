"""Rows in, rows out, with SQL built once: for the few statements that every answer and every turn runs.

Django builds the SQL of each query anew and checks every field on its way, which costs several times more than the
database does. These do the same for plain rows, with the model's own fields; no signals, no joins, no inheritance.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

import orjson
from django.db import connection
from django.db.models import Field, JSONField, Model
from django.db.models.options import Options

M = TypeVar("M", bound=Model)
Convert = Callable[[Any, Any, Any], Any]
Columns = tuple[Field[Any, Any], ...]
Shape = tuple[tuple[str, str, int], ...]


def fetch(model: type[M], *, lock: bool = False, defer: str = "", **equal: Any) -> M:
    """The one row whose fields equal these. `lock` holds it until the transaction ends. Raises model.DoesNotExist."""
    sql, columns, converters = _select(connection.vendor, model._meta, tuple(equal), defer, lock)
    with connection.cursor() as cursor:
        cursor.execute(sql, [_prepared(model._meta.get_field(name), value) for name, value in equal.items()])
        row = cursor.fetchone()
    if row is None:
        raise model.DoesNotExist
    values = [_read(value, column, found) for value, column, found in zip(row, columns, converters, strict=True)]
    return model.from_db("default", [column.attname for column in columns], values)


def rows(model: type[Model], names: tuple[str, ...], *, order: str, **where: Any) -> list[tuple[Any, ...]]:
    """These fields of the rows, in order, where `field` equals, `field__gte` is at least, `field__in` is one of."""
    shape, values = _conditions(model._meta, where)
    sql, columns, converters = _some(connection.vendor, model._meta, names, shape, order)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found = cursor.fetchall()
    return [
        tuple(_read(value, column, made) for value, column, made in zip(row, columns, converters, strict=True))
        for row in found
    ]


def count(model: type[Model], **where: Any) -> int:
    """How many rows there are of that kind; conditions as for `rows`."""
    shape, values = _conditions(model._meta, where)
    with connection.cursor() as cursor:
        cursor.execute(_counted(connection.vendor, model._meta, shape), values)
        return int(cursor.fetchone()[0])


def insert(row: Model) -> None:
    """Write a new row; a key that the database gives is set on it. Raises IntegrityError."""
    model = type(row)
    given = row.pk is not None
    sql, columns = _insert(connection.vendor, model._meta, given)
    with connection.cursor() as cursor:
        cursor.execute(sql, [_prepared(column, column.pre_save(row, True)) for column in columns])
        if not given:
            row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, "default"


def update(row: Model, names: tuple[str, ...]) -> None:
    """Write these fields of a row that exists. Raises model.DoesNotExist where it does not."""
    model = type(row)
    sql, columns = _update(connection.vendor, model._meta, names)
    with connection.cursor() as cursor:
        values = [_prepared(column, column.pre_save(row, False)) for column in columns]
        cursor.execute(sql, [*values, _prepared(model._meta.pk, row.pk)])
        if cursor.rowcount != 1:
            raise model.DoesNotExist


def _conditions(meta: Options[Any], where: dict[str, Any]) -> tuple[Shape, list[Any]]:
    """What the SQL depends on (field, comparison, how many values), and the values themselves."""
    shape, values = [], []
    for name, given in where.items():
        field, _, comparison = name.partition("__")
        many = list(given) if comparison == "in" else [given]
        if comparison == "in":  # filled up to the next power of two, so that few lengths mean few statements
            many += many[-1:] * ((1 << (len(many) - 1).bit_length()) - len(many))
        shape.append((field, comparison, len(many)))
        values += [_prepared(meta.get_field(field), value) for value in many]
    return tuple(shape), values


def _prepared(column: Any, value: Any) -> Any:
    if isinstance(column, JSONField):  # Python's own encoder takes a millisecond for a belief
        return None if value is None else orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY).decode()
    return value if type(value) is int else column.get_db_prep_save(value, connection)


def _read(value: Any, column: Any, converters: tuple[Convert, ...]) -> Any:
    for convert in converters:
        value = convert(value, column, connection)
    return value


def _from_text(value: Any, column: Any, wrapped: Any) -> Any:
    return value if value is None else orjson.loads(value)


@lru_cache(maxsize=256)
def _select(
    vendor: str, meta: Options[Any], by: tuple[str, ...], defer: str, lock: bool
) -> tuple[str, Columns, tuple[tuple[Convert, ...], ...]]:
    columns = tuple(field for field in meta.concrete_fields if field.name != defer)
    where = _where(meta, tuple((name, "", 1) for name in by))
    sql = f"SELECT {_names(columns)} FROM {_name(meta.db_table)} WHERE {where}"
    if lock and connection.features.has_select_for_update:
        sql += " FOR UPDATE"
    return sql, columns, tuple(_converters(field) for field in columns)


def _converters(field: Any) -> tuple[Convert, ...]:
    if isinstance(field, JSONField):
        return (_from_text,)
    column = field.get_col(field.model._meta.db_table)  # of a foreign key: read as the field that it points at
    return (*connection.ops.get_db_converters(column), *column.get_db_converters(connection))


@lru_cache(maxsize=256)
def _some(
    vendor: str, meta: Options[Any], names: tuple[str, ...], shape: Shape, order: str
) -> tuple[str, Columns, tuple[tuple[Convert, ...], ...]]:
    columns = tuple(meta.get_field(name) for name in names)
    by = _name(meta.get_field(order).column)
    sql = f"SELECT {_names(columns)} FROM {_name(meta.db_table)} WHERE {_where(meta, shape)} ORDER BY {by}"
    return sql, columns, tuple(_converters(field) for field in columns)


@lru_cache(maxsize=64)
def _counted(vendor: str, meta: Options[Any], shape: Shape) -> str:
    return f"SELECT count(*) FROM {_name(meta.db_table)} WHERE {_where(meta, shape)}"


def _where(meta: Options[Any], shape: Shape) -> str:
    found = []
    for field, comparison, many in shape:
        holders = ", ".join(["%s"] * many)
        compared = {"": "= %s", "gte": ">= %s", "in": f"IN ({holders})" if many else "IN (NULL)"}[comparison]
        found.append(f"{_name(meta.get_field(field).column)} {compared}")
    return " AND ".join(found)


@lru_cache(maxsize=64)
def _insert(vendor: str, meta: Options[Any], given: bool) -> tuple[str, Columns]:
    columns = tuple(field for field in meta.concrete_fields if given or not field.primary_key)
    holders = ", ".join(_holder(field) for field in columns)
    sql = f"INSERT INTO {_name(meta.db_table)} ({_names(columns)}) VALUES ({holders})"
    return sql if given else f"{sql} RETURNING {_name(meta.pk.column)}", columns


@lru_cache(maxsize=64)
def _update(vendor: str, meta: Options[Any], names: tuple[str, ...]) -> tuple[str, Columns]:
    columns = tuple(meta.get_field(name) for name in names)
    sets = ", ".join(f"{_name(field.column)} = {_holder(field)}" for field in columns)
    table, key = _name(meta.db_table), _name(meta.pk.column)
    return f"UPDATE {table} SET {sets} WHERE {key} = %s", columns


def _holder(field: Any) -> str:
    return "%s::jsonb" if connection.vendor == "postgresql" and isinstance(field, JSONField) else "%s"


def _name(name: str) -> str:
    return connection.ops.quote_name(name)


def _names(columns: Columns) -> str:
    return ", ".join(_name(field.column) for field in columns)
