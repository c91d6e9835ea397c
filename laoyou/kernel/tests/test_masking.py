import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.kernel.masking import HIDDEN, mask_address, mask_name, mask_number, mask_phone


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("李小华", "李*华"),
        ("李华", "李*"),
        ("李", "李"),
        ("", ""),
        ("李小华明", "李**明"),
        ("欧阳小华", "欧阳*华"),
        ("欧阳华", "欧阳*"),
        ("欧阳", "欧*"),
        ("阿布都·热西提", "阿布都·***"),
        ("阿布都·热西提·买买提", "阿布都·***·***"),
        ("John Smith", "J********h"),
    ],
)
def test_a_name_shows_the_surname_and_the_last_character(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@given(st.text("李王欧阳小华明·", min_size=2))
def test_a_masked_name_keeps_its_length_and_hides_something(name: str) -> None:
    masked = mask_name(name)
    assert len(masked) == len(name)
    assert "*" in masked or not name.partition("·")[2].replace("·", "")


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("131102195001011234", "131102********1234"),
        ("131102500101123", "131********1123"),
        ("E12345678", "E1*****78"),
        ("H1234", "H****"),
        ("1", "1"),
        ("", ""),
    ],
)
def test_a_number_shows_its_two_ends(number: str, masked: str) -> None:
    assert mask_number(number) == masked


@given(st.text("0123456789X", min_size=2, max_size=40))
def test_a_masked_number_keeps_its_length_and_hides_at_least_eight_of_eighteen(number: str) -> None:
    masked = mask_number(number)
    assert len(masked) == len(number)
    assert masked.count("*") * 18 >= 8 * len(number)
    assert all(shown in ("*", digit) for shown, digit in zip(masked, number, strict=True))


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812345521", "138****5521"),
        ("0469-1234217", "0469-****217"),
        ("010-12345678-12", "010-*****678"),
        ("04691234217", "0469-****217"),
        ("12349", "12349"),
        ("4001234567", "4001234567"),
        ("1234", "1***"),
        ("+1 202 555 0100", "+1 ********0100"),
        ("", ""),
    ],
)
def test_a_phone_shows_its_area_and_its_end_and_hot_lines_are_public(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("黑龙江省双鸭山市尖山区二马路街道新华社区5号楼402", "黑龙江省双鸭山市尖山区二马路街道新华社区****"),
        ("振兴中路街道振兴社区居民委员会8号", "振兴中路街道振兴社区居民委员会****"),
        ("河北省衡水市桃城区大麻森乡前马庄村12号", "河北省衡水市桃城区大麻森乡前马庄村****"),
        ("北京市海淀区中关村街道北里社区3号", "北京市海淀区中关村街道北里社区****"),
        ("青原镇庆东村一组", "青原镇庆东村****"),
        ("宝清县八五三农场第五管理区3栋", "宝清县八五三农场****"),
        ("尖山区新村小区3号楼", "尖山区****"),
        ("双鸭山市5号", "双鸭山市****"),
        ("前屯村", "前屯村"),
        ("", ""),
    ],
)
def test_an_address_ends_with_its_village_or_community(address: str, masked: str) -> None:
    assert mask_address(address) == masked


@pytest.mark.parametrize("address", ["402室", "幸福小区3号楼4单元（前屯村）", "张三家"])
def test_an_address_out_of_order_is_hidden_whole(address: str) -> None:
    assert mask_address(address) == HIDDEN


@given(st.text("省市区县镇乡村社路街号楼新华大0123456789", min_size=1))
def test_a_masked_address_shows_a_beginning_without_digits(address: str) -> None:
    masked = mask_address(address)
    assert masked == address or masked.endswith(HIDDEN)
    shown = masked.removesuffix(HIDDEN)
    assert address.startswith(shown)
    assert not any(character.isdigit() for character in shown)
