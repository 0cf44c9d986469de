"""What one aspect of a requirement came to, and the words that carry nothing. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.matching.types import Verdict
from app.taxonomy.words import stems

#: What decided: a paper, the names of skills, names no taxonomy knows, loose words, one item of a list …
Aspect = Literal[
    "paper", "names", "other_names", "words", "beside", "education", "language", "licence", "citizenship",
    "car", "portfolio", "journeys", "years", "industry", "same_job", "as_a", "any_work", "computer",
]  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """A verdict, the line of the résumé that shows it, the names asked for that it does not show, and the
    aspects that decided it."""

    verdict: Verdict
    line: str | None = None
    lacks: tuple[str, ...] = ()
    by: tuple[Aspect, ...] = ()

    def of(self, *aspects: Aspect) -> Finding:
        """The same, decided by these."""
        return Finding(self.verdict, self.line, self.lacks, aspects)


#: Stems that say that something is asked, not what.
EMPTY_WORDS = frozenset(
    stems(
        "стаж общий общего опыт опытом работы работать работ работа знание знания знаний знать умение "
        "уметь умеешь навык "
        "навыки понимание "
        "владение владеть наличие уверенный уверенное уверенные уверенная хороший хорошее хорошие "
        "отличное отличные "
        "базовый базовые базовое основ основы принципов принципы уровень уровне уровня пользователя "
        "пользователь "
        "в на по с со и или от до для не за из к о об при у как что также более менее лет года год "
        "желательно "
        "обязательно будет плюсом преимуществом готовность способность желание стремление сфере области "
        "различных "
        "системами системы систем система общее практический практические коммерческий коммерческой "
        "самостоятельно "
        "experience with in of and or the a an to knowledge skills ability strong good understanding "
        "working years "
        "work at least excellent using plus be you have your our необходимо нужен нужно важно должен быть "
        "современных современные основных основные аналогичной аналогичных подобной должности позиции "
        "компании проектах проектов проекты знаешь умеете понимаешь владеешь имеешь вы ты вас тебя есть был "
        "правил правила норм нормы "
        "какой либо любой другой другими разными различными самый очень быть иметь уметь обязателен plus"
    )
)
