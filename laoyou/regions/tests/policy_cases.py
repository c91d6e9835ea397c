"""What each shipped policy pays to whom: tables for a jurist, computed by hand from the citations.

A row: what is meant, the benefit, what is known of the subject, and whole yuan or the verdict.
"""

from __future__ import annotations

from datetime import date

from laoyou.rules.types import Period

JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))
OPEN, NO = "undecided", "no"

Facts = dict[str, object]
Row = tuple[str, str, Facts, int | str]


def born(age: int, day: date = JUNE.end) -> Facts:
    """Somebody whose birthday is on the day on which the age is asked."""
    return {"birth_date": date(day.year - age, day.month, day.day)}


def born_after(age: int) -> Facts:
    """Somebody who is a day short of the age on the last day of June."""
    return {"birth_date": date(2026 - age, 7, 1)}


CONCENTRATED, DISPERSED = {"extreme_poverty": "concentrated"}, {"extreme_poverty": "dispersed"}
URBAN, RURAL = {"urban": True}, {"urban": False}
CENTRE = {"kind": "street_centre", "operating": True}
STATION = {"kind": "station", "operating": True}
POORHOUSE = {"kind": "town_centre", "in_poorhouse": True, "accepted_on": date(2026, 6, 1)}
LANDED = {"kind": "service", "operating": True, "has_platform": True}
GRADUATE = {
    "employer_kind": "home",
    "full_time": True,
    "employed": True,
    "full_time_graduate": True,
    "major": "nursing",
    "hired_on": date(2023, 6, 30),
}

SHUANGYASHAN: tuple[Row, ...] = (
    # 一（一）3：城市 17736、12420，农村 9996、7008 元/人/年，按月是 1478、1035、833、584 元。
    ("城市集中供养", "extreme_poverty_support", {**born(70), **CONCENTRATED, **URBAN}, 1478),
    ("城市分散供养", "extreme_poverty_support", {**born(70), **DISPERSED, **URBAN}, 1035),
    ("农村集中供养", "extreme_poverty_support", {**born(70), **CONCENTRATED, **RURAL}, 833),
    ("农村分散供养", "extreme_poverty_support", {**born(70), **DISPERSED, **RURAL}, 584),
    ("不是特困", "extreme_poverty_support", {**born(70), **URBAN}, NO),
    ("不知道住城还是乡", "extreme_poverty_support", {**born(70), **DISPERSED}, OPEN),
    ("住在外市", "extreme_poverty_support",
     {**born(70), **DISPERSED, **URBAN, "residence": "230102001001"}, NO),
    # 高龄津贴（示例）：80–89 低保或特困 60 元，90–99 全部 200 元，百岁 500 元。
    ("八十岁低保", "high_age_allowance", {**born(80), "low_income": "rural"}, 60),
    ("八十岁特困", "high_age_allowance", {**born(80), **DISPERSED}, 60),
    ("八十岁没有困难", "high_age_allowance", born(80), NO),
    ("差一天八十", "high_age_allowance", {**born_after(80), "low_income": "rural"}, NO),
    ("九十岁", "high_age_allowance", born(90), 200),
    ("差一天九十", "high_age_allowance", {**born_after(90), "low_income": "urban"}, 60),
    ("一百岁", "high_age_allowance", born(100), 500),
    ("差一天一百", "high_age_allowance", born_after(100), 200),
    ("户籍在外市", "high_age_allowance", {**born(95), "registered": "230102001001"}, NO),
    ("不知道哪天生", "high_age_allowance", {"low_income": "urban"}, OPEN),
    # 护理补贴（示例）：中度 100、重度 150、完全 200 元。
    ("低保中度失能", "nursing_subsidy", {**born(65), "low_income": "urban", "ability": 2}, 100),
    ("边缘重度失能", "nursing_subsidy", {**born(65), "low_income_edge": True, "ability": 3}, 150),
    ("低保完全失能", "nursing_subsidy", {**born(65), "low_income": "urban", "ability": 4}, 200),
    ("低保轻度失能", "nursing_subsidy", {**born(65), "low_income": "urban", "ability": 1}, NO),
    ("低保没有评估", "nursing_subsidy", {**born(65), "low_income": "urban"}, OPEN),
    ("没有困难也没有评估", "nursing_subsidy", born(65), NO),
    ("八十岁低保的服务券", "care_service_subsidy", {**born(80), "low_income": "urban"}, 50),
    ("特困不再给服务券", "care_service_subsidy", {**born(80), "low_income": "urban", **DISPERSED}, NO),
    # 政府购买服务（移自漳州四（二））：每月 20 元。
    ("八十岁", "purchased_service", born(80), 20),
    ("六十岁重度残疾", "purchased_service", {**born(60), "disability": "4", "disability_grade": 2}, 20),
    ("六十岁三级残疾", "purchased_service", {**born(60), "disability": "4", "disability_grade": 3}, NO),
    ("六十岁失独", "purchased_service", {**born(60), "special_family": "bereaved"}, 20),
    ("七十九岁没有困难", "purchased_service", born_after(80), NO),
    # 移自九龙坡三（一）：集中照护 3000 元/月，床位建设 3000 元、服务 300 元。
    ("集中供养重度失能", "extreme_poverty_care", {**born(70), **CONCENTRATED, "ability": 3}, 3000),
    ("集中供养轻度失能", "extreme_poverty_care", {**born(70), **CONCENTRATED, "ability": 1}, NO),
    ("分散供养失能的床位", "family_care_bed_setup", {**born(70), **DISPERSED, "ability": 2}, 3000),
    ("分散供养失能的服务", "family_care_bed_service", {**born(70), **DISPERSED, "ability": 2}, 300),
    ("集中供养没有床位补贴", "family_care_bed_setup", {**born(70), **CONCENTRATED, "ability": 2}, NO),
    ("低保高龄的改造", "home_adaptation", {**born(80), "low_income": "rural"}, 3000),
    ("低保不高龄没有评估", "home_adaptation", {**born(70), "low_income": "rural"}, OPEN),
    # 探访没有金额：符合就是 0 元。
    ("独居", "visiting", {**born(66), "living": "alone"}, 0),
    ("与子女同住、没有评估", "visiting", {**born(66), "living": "with_family"}, OPEN),
    ("与子女同住、能力完好", "visiting", {**born(66), "living": "with_family", "ability": 0}, NO),
    # 全国。
    ("中度失能的消费券", "care_consumption_voucher", {**born(60), "ability": 2}, 800),
    ("轻度失能没有消费券", "care_consumption_voucher", {**born(60), "ability": 1}, NO),
    ("一级残疾", "disabled_nursing_subsidy", {**born(60), "disability": "1", "disability_grade": 1}, 100),
    ("三级残疾", "disabled_nursing_subsidy", {**born(60), "disability": "1", "disability_grade": 3}, NO),
    ("低保残疾", "disabled_living_subsidy", {**born(60), "disability": "1", "low_income": "urban"}, 100),
    # 长护险（示例）：Ⅰ、Ⅱ级 25 小时，Ⅲ级 35 小时，每小时 60 元。
    ("职工重度Ⅰ级", "long_term_care_insurance", {**born(70), "pension": "employee", "ltc_grade": 3}, 1500),
    ("职工重度Ⅲ级", "long_term_care_insurance", {**born(70), "pension": "employee", "ltc_grade": 5}, 2100),
    ("居民重度Ⅲ级", "long_term_care_insurance", {**born(70), "pension": "resident", "ltc_grade": 5}, NO),
    # 育儿补贴：每年 3600 元，每月 300 元。
    ("六月出生", "child_allowance", {"birth_date": date(2026, 6, 30)}, 300),
    ("七月才出生", "child_allowance", {"birth_date": date(2026, 7, 1)}, NO),
    ("六月底满三岁", "child_allowance", {"birth_date": date(2023, 6, 30)}, NO),
    ("七月初满三岁", "child_allowance", {"birth_date": date(2023, 7, 1)}, 300),
)  # fmt: skip

ZHANGZHOU: tuple[Row, ...] = (
    ("四（二）：八十岁", "purchased_service", born(80), 20),
    ("四（二）：六十岁低保", "purchased_service", {**born(60), "low_income": "urban"}, 20),
    ("四（二）：六十岁重点优抚", "purchased_service", {**born(60), "entitled_group": True}, 20),
    ("四（二）：五十九岁低保", "purchased_service", {**born_after(60), "low_income": "urban"}, NO),
    ("四（二）：六十岁没有困难", "purchased_service", born(60), NO),
    ("三（五）：特困（示例）", "care_service_subsidy", {**born(60), **DISPERSED}, 50),
    ("三（五）：八十岁不在五类里", "care_service_subsidy", born(80), NO),
    ("三（三）：芗城幸福院", "mutual_home_construction",
     {"kind": "mutual_home", "division": "350602001001", "accepted_on": date(2026, 6, 30)}, 200_000),
    ("三（三）：龙海幸福院", "mutual_home_construction",
     {"kind": "mutual_home", "division": "350604001001", "accepted_on": date(2026, 6, 30)}, NO),
    ("三（三）：还没有验收", "mutual_home_construction",
     {"kind": "mutual_home", "accepted_on": date(2026, 7, 1)}, NO),
    ("四（二）：落地（示例）", "service_organisation_landing",
     {**LANDED, "served_persons": 500}, 100_000),
    ("四（二）：只签了 499 人", "service_organisation_landing", {**LANDED, "served_persons": 499}, NO),
    ("四（二）：失信", "service_organisation_landing",
     {**LANDED, "served_persons": 500, "discredited": True}, NO),
)  # fmt: skip

HENGSHUI: tuple[Row, ...] = (
    ("二（二）：八十岁（示例）", "high_age_allowance", born(80), 50),
    ("二（二）：差一天八十", "high_age_allowance", born_after(80), NO),
    ("二（二）：九十岁", "high_age_allowance", born(90), 100),
    ("二（二）：一百岁", "high_age_allowance", born(100), 300),
    ("二（二）：八十岁低保", "care_service_subsidy", {**born(80), "low_income": "rural"}, 60),
    ("二（二）：八十岁没有困难", "care_service_subsidy", born(80), NO),
    ("二（二）：中度失能", "nursing_subsidy", {**born(60), "low_income": "rural", "ability": 2}, 60),
    ("二（二）：完全失能", "nursing_subsidy", {**born(60), "low_income": "rural", "ability": 4}, 120),
    # 衡水自己的长护险比全国的近：低收入的居民也有。
    ("二（三）：低保居民重度", "long_term_care_insurance",
     {**born(70), "pension": "resident", "low_income": "rural", "ltc_grade": 3}, 1250),
    ("二（二）：失独的探访", "visiting", {**born(60), "special_family": "bereaved"}, 0),
    ("二（二）：空巢但不困难", "visiting", {**born(60), "living": "empty_nest"}, NO),
)  # fmt: skip

JIULONGPO: tuple[Row, ...] = (
    ("一（一）：社会力量建街道中心", "street_centre_construction",
     {**CENTRE, "built_by": "social", "accepted_on": date(2026, 6, 1)}, 2_500_000),
    ("一（一）：政府建街道中心", "street_centre_construction",
     {**CENTRE, "built_by": "government", "accepted_on": date(2026, 6, 1)}, NO),
    ("一（一）：镇中心投入 80 万", "town_centre_construction",
     {**POORHOUSE, "construction_cost": 80_000_000}, 800_000),
    ("一（一）：镇中心投入 180 万", "town_centre_construction",
     {**POORHOUSE, "construction_cost": 180_000_000}, 1_000_000),
    ("一（一）：不在敬老院", "town_centre_construction",
     {**POORHOUSE, "in_poorhouse": False, "construction_cost": 80_000_000}, NO),
    ("三（一）：集中照护", "extreme_poverty_care", {**born(70), **CONCENTRATED, "ability": 4}, 3000),
    ("三（一）：床位建设", "family_care_bed_setup", {**born(70), **DISPERSED, "ability": 2}, 3000),
    ("三（一）：床位服务", "family_care_bed_service", {**born(70), **DISPERSED, "ability": 2}, 300),
    ("一（二）：本科满三年", "graduate_subsidy", {**GRADUATE, "education": "bachelor"}, 10_000),
    ("一（二）：研究生满三年", "graduate_subsidy", {**GRADUATE, "education": "postgraduate"}, 10_000),
    ("一（二）：专科满三年", "graduate_subsidy", {**GRADUATE, "education": "college"}, 5_000),
    ("一（二）：差一天满三年", "graduate_subsidy",
     {**GRADUATE, "education": "college", "hired_on": date(2023, 7, 1)}, NO),
    ("一（二）：别的专业", "graduate_subsidy", {**GRADUATE, "education": "college", "major": "other"}, NO),
    ("一（二）：已经离职", "graduate_subsidy", {**GRADUATE, "education": "college", "employed": False}, NO),
    ("一（二）：不知道学历", "graduate_subsidy", GRADUATE, OPEN),
)  # fmt: skip

YEARLY: tuple[tuple[str, str, str, Facts, int | str], ...] = (
    # 双鸭山（示例）：移自漳州市的标准。
    ("shuangyashan", "城市养老服务站", "facility_running", {**STATION, **URBAN}, 20_000),
    ("shuangyashan", "农村养老服务站", "facility_running", {**STATION, **RURAL}, 5_000),
    ("zhangzhou", "三（三）：城市中心", "facility_running", {**STATION, **URBAN}, 20_000),
    ("zhangzhou", "三（三）：农村中心", "facility_running", {**STATION, **RURAL}, 5_000),
    ("zhangzhou", "三（三）：运营良好的幸福院", "facility_running",
     {"kind": "mutual_home", "operating": True, "score": 85, **RURAL}, 5_000),
    ("zhangzhou", "三（三）：运营一般的幸福院", "facility_running",
     {"kind": "mutual_home", "operating": True, "score": 70, **RURAL}, NO),
    ("hengshui", "三（四）：50 张床、20 张护理型（示例）", "bed_subsidy",
     {"kind": "home", "on_record": True, "operating": True, "beds": 50, "nursing_beds": 20}, 42_000),
    ("hengshui", "三（四）：没有备案", "bed_subsidy",
     {"kind": "home", "operating": True, "beds": 50, "nursing_beds": 20}, NO),
    ("jiulongpo", "一（一）：租金 6 万", "station_rent",
     {**STATION, "tenure": "rented", "yearly_rent": 6_000_000}, 60_000),
    ("jiulongpo", "一（一）：租金 16 万", "station_rent",
     {**STATION, "tenure": "rented", "yearly_rent": 16_000_000}, 100_000),
    ("jiulongpo", "一（一）：自有房屋", "station_rent", {**STATION, "tenure": "owned", "yearly_rent": 0}, NO),
    # 一（一）：不低于 8 万、不高于 30 万。站点 6 万，不带站，60 分：6 万，补到 8 万。
    ("jiulongpo", "最低", "facility_running", {**STATION, "score": 60}, 80_000),
    # 站点 6 万 + 五星 6 万 = 12 万。
    ("jiulongpo", "五星站点", "facility_running", {**STATION, "score": 90}, 120_000),
    # 中心 12 万 + 带 8 站 8 万 + 四星 4 万 = 24 万。
    ("jiulongpo", "四星中心带 8 站", "facility_running", {**CENTRE, "stations_led": 8, "score": 89}, 240_000),
    # 中心 12 万 + 带 20 站 20 万 + 五星 6 万 = 38 万，封顶 30 万。
    ("jiulongpo", "封顶", "facility_running", {**CENTRE, "stations_led": 20, "score": 95}, 300_000),
    ("jiulongpo", "四（二）：59 分不合格", "facility_running", {**CENTRE, "score": 59}, NO),
)  # fmt: skip

TABLES = {"shuangyashan": SHUANGYASHAN, "zhangzhou": ZHANGZHOU, "hengshui": HENGSHUI, "jiulongpo": JIULONGPO}
