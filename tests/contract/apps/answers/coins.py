"""A class that says itself how it travels between orchestrators and activities."""

from typing import Self


class Coin:
    """A coin of some value."""

    def __init__(self, value: int) -> None:
        self.value = value

    @staticmethod
    def to_json(coin: "Coin") -> int:
        return coin.value

    @classmethod
    def from_json(cls, data: int) -> Self:
        return cls(data)
