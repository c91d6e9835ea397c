"""What the generator knows of a synthetic person and household, before any department writes it down."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Village:
    """A village of the city with its address in words and its weight in the population."""

    code: str
    name: str
    town: str
    address: str
    urban_class: str
    weight: float

    @property
    def county(self) -> str:
        return self.code[:6]

    @property
    def urban(self) -> bool:
        return self.urban_class in {"111", "112", "121", "122", "123"}


@dataclass(slots=True)
class Person:
    """One resident. Texts are as the departments write them; None where there is nothing to say."""

    sex: str
    birth: date
    age: int
    name: str = ""
    number: str = ""
    phone: str = ""
    ethnic: str = "汉族"
    registered: Village | None = None
    registered_house: str = ""
    living: str = ""
    contact: str = ""
    contact_relation: str = ""
    contact_phone: str = ""
    spouse: Person | None = None
    assistance: str | None = None
    entitled: bool = False
    ability: str = "能力完好"
    assessed: bool = False
    dementia: bool = False
    special_family: str | None = None
    disability: tuple[str, str] | None = None
    care_grade: str | None = None
    contribution: str | None = None
    pension: str | None = None
    death: date | None = None
    still_listed: bool = True

    @property
    def elder(self) -> bool:
        return self.age >= 60

    @property
    def man(self) -> bool:
        return self.sex == "男"


@dataclass(slots=True)
class Household:
    """People at one door. `members` are persons with their relation to the head, the head first."""

    village: Village
    house: str = ""
    number: str = ""
    members: list[tuple[Person, str]] = field(default_factory=list)
    infant: Person | None = None
    guardian: Person | None = None
    guardian_relation: str = ""

    @property
    def address(self) -> str:
        return self.village.address + self.house

    @property
    def elders(self) -> list[Person]:
        return [person for person, _ in self.members if person.elder]
