import copy
import pickle

import pytest

from laoyou.kernel.errors import Conflict, Forbidden, Invalid, LaoyouError, NotFound


@pytest.mark.parametrize(
    ("kind", "code"),
    [(Forbidden, "forbidden"), (NotFound, "not_found"), (Conflict, "conflict"), (Invalid, "invalid")],
)
def test_each_kind_says_its_sentence_and_has_a_code_of_its_own(kind: type[LaoyouError], code: str) -> None:
    error = kind("请核对后重试。")
    assert str(error) == error.message == "请核对后重试。"
    assert error.code == code
    assert isinstance(error, LaoyouError)


def test_a_given_code_replaces_the_code_of_the_kind() -> None:
    assert Conflict("已处理。", code="already_answered").code == "already_answered"


def test_an_invalid_may_name_the_input_it_speaks_of() -> None:
    error = Invalid("号码有误。", code="checksum")
    assert error.field is None
    named = error.at("number")
    assert (named.message, named.code, named.field) == ("号码有误。", "checksum", "number")
    assert error.field is None


@pytest.mark.parametrize("error", [NotFound("没有。", code="gone"), Invalid("有误。", code="c", field="f")])
def test_an_error_survives_pickling_and_copying(error: LaoyouError) -> None:
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(twin) is type(error)
        assert vars(twin) == vars(error)
        assert str(twin) == str(error)


def test_the_repr_shows_the_kind_and_the_code() -> None:
    assert repr(Forbidden("不可。")) == "Forbidden('不可。', code='forbidden')"
