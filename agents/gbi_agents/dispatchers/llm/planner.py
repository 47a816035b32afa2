"""The planner: asks the model for the next actions, holds what it says to the bounds, and hands over to the rules.

Everything that it knows of a question stands in the state, so that it goes on in another process, and one planner
serves any number of questions at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gbi import models
from gbi.errors import ModelError, ModelUnavailable, ReplyError, SettingsError
from gbi.models.model import Model, Request, Turn
from gbi.readers import READERS
from gbi.settings import Settings
from gbi.types import Step
from gbi_agents.actions import ACTION, Action
from gbi_agents.dispatchers.dispatcher import Decision, Tell
from gbi_agents.dispatchers.llm import prompt, reply
from gbi_agents.dispatchers.llm.asking import LEAST_REPLY, Asked, ask
from gbi_agents.dispatchers.llm.bounds import Bounds, seconds_left, steps_left
from gbi_agents.dispatchers.llm.card import Card, Cards
from gbi_agents.dispatchers.llm.form import Choices, schema
from gbi_agents.dispatchers.llm.judge import LOOKING, judged
from gbi_agents.dispatchers.llm.memory import Memory, remembered
from gbi_agents.dispatchers.llm.takeover import by_rules, warning
from gbi_agents.state import Observation, State
from gbi_agents.workspace import Workspace

CARD_SHARE, CARD_MOST = 5, 3_000
"""The card takes at most a fifth of a question's tokens, and no more than this."""
STORY_SHARE, STORY_MOST = 8, 2_000
"""What was done so far: an eighth."""


class Llm:
    """Plans with the language model of the settings, or with `model`."""

    name = "llm"

    def __init__(self, settings: Settings, model: Model | None = None, bounds: Bounds | None = None) -> None:
        self.settings = settings
        self.bounds = bounds or Bounds()
        self._given = model
        self._cards = Cards()

    def decide(self, ws: Workspace, state: State, tell: Tell | None = None) -> Decision:
        """The next actions: the rest of the last reply's, the model's next ones, or the rules' once it has failed."""
        memory = remembered(state)
        if memory.gone:
            return self._rules(ws, state, memory, ())
        observations = state.get("observations", [])
        new = observations[memory.seen :]
        failed = any(o["kind"] == "query" and "error" in o for o in new)
        memory = memory.model_copy(update={"seen": len(observations), "repairs": memory.repairs + failed})
        if memory.repairs > self.bounds.repairs:
            return self._rules(ws, state, _gone(memory, state, "repairs"), ())
        queue = [ACTION.validate_python(action) for action in memory.queue]
        if queue and _went_well(new):
            try:
                return self._next(memory, judged(ws, state, queue, self.bounds, patient=not memory.useless), ())
            except ReplyError as error:
                memory = memory.model_copy(update={"note": str(error), "useless": memory.useless + 1})
        return self._asked(ws, state, memory.model_copy(update={"queue": ()}), tell)

    def _asked(self, ws: Workspace, state: State, memory: Memory, tell: Tell | None) -> Decision:
        """Asks until a reply can be used; then the rules."""
        steps: list[Step] = []
        while True:
            if memory.useless >= self.bounds.useless:
                return self._rules(ws, state, _gone(memory, state, "useless"), steps)
            try:
                memory, step, actions = self._once(ws, state, memory, steps, tell)
            except _Spent as spent:
                return self._rules(ws, state, _gone(memory, state, spent.what), steps)
            except (ModelUnavailable, SettingsError) as error:
                steps.append(Step(action="decide: no reply", outcome=str(error)[:300], model=self.model_name))
                return self._rules(ws, state, _gone(memory, state, "down"), steps)
            steps.append(step)
            if actions:
                return self._next(memory, actions, steps)

    def _once(
        self, ws: Workspace, state: State, memory: Memory, steps: Sequence[Step], tell: Tell | None
    ) -> tuple[Memory, Step, list[Action]]:
        """One call: the memory after it, its step, and the actions, none where the reply cannot be used.

        Raises `ModelUnavailable`, `SettingsError`, and `_Spent` before a call that nothing is left for.
        """
        model = self._model()
        card, choices = self._card(ws, state, memory)
        request, guessed = self._request(state, memory, card, choices, len(steps))
        try:
            asked = ask(model, request, guessed, tell)
        except ModelUnavailable:
            raise
        except ModelError as error:
            worse = memory.model_copy(update={"useless": memory.useless + 1, "shrunk": memory.shrunk + 1})
            return worse, Step(action="decide: refused", outcome=str(error)[:300], model=model.name), []
        memory = _paid(memory, asked, guessed)
        try:
            if asked.reply.finish == "length":
                raise ReplyError("it was cut off; write a shorter one")
            plan, given = reply.read(asked.reply.text, card.regions, choices, self.bounds)
            actions = judged(ws, state, given, self.bounds, patient=not memory.useless)
        except ReplyError as error:
            memory = memory.model_copy(update={"useless": memory.useless + 1, "note": str(error)})
            return memory, _step(asked, model.name, "of no use", str(error)), []
        kinds = ", ".join(action.action for action in actions)
        return memory.model_copy(update={"note": ""}), _step(asked, model.name, kinds, plan), actions

    def _request(self, state: State, memory: Memory, card: Card, choices: Choices, made: int) -> tuple[Request, int]:
        """The request and the tokens that its prompt may take. Raises `_Spent`."""
        story = min(STORY_MOST, self.settings.llm_tokens // STORY_SHARE) >> memory.shrunk
        system = prompt.system(state, choices)
        turns: tuple[Turn, ...] = prompt.turns(state, card, story, memory.note)
        guessed = int(prompt.cost(system, turns) * memory.ratio)
        seconds = seconds_left(state, self.settings, self.bounds)
        room = min(self.bounds.reply_tokens, self.settings.llm_tokens - memory.tokens - guessed)
        if room < LEAST_REPLY:
            raise _Spent("tokens")
        if seconds < 0.2:
            raise _Spent("seconds")
        if steps_left(state, self.settings, self.bounds) - made < 2:
            raise _Spent("steps")
        request = Request(
            system=system, turns=turns, form=schema(choices, self.bounds), max_tokens=room,
            seconds=min(seconds, self.settings.llm_seconds),
        )  # fmt: skip
        return request, guessed

    def _card(self, ws: Workspace, state: State, memory: Memory) -> tuple[Card, Choices]:
        budget = min(CARD_MOST, self.settings.llm_tokens // CARD_SHARE) >> memory.shrunk
        card = self._cards.card(ws, state, budget, self.bounds)
        sees = models.configured(self.settings, "vlm")
        asked_back = any(o["kind"] == "clarify" for o in state.get("observations", []))
        return card, Choices(
            regions=tuple(card.regions),
            readers=tuple(name for name, _ in READERS if sees or name != "vlm"),
            look=sees,
            clarify=bool(state.get("chat")) and not asked_back,
        )

    def _next(self, memory: Memory, actions: Sequence[Action], steps: Sequence[Step]) -> Decision:
        """The actions that can be done at once, the others put aside in the queue."""
        at_once = 0
        while at_once < len(actions) and actions[at_once].action in LOOKING:
            at_once += 1
        cut = max(1, at_once)
        queue = tuple(ACTION.dump_python(action, mode="json") for action in actions[cut:])
        memory = memory.model_copy(update={"queue": queue})
        return Decision(actions=tuple(actions[:cut]), steps=tuple(steps), memory=memory.model_dump(mode="json"))

    def _rules(self, ws: Workspace, state: State, memory: Memory, steps: Sequence[Step]) -> Decision:
        action = by_rules(ws, state, memory)
        warned = () if remembered(state).gone else (warning(state, memory, self.model_name),)
        step = Step(action=f"decide: {action.action}", detail="rules", outcome=memory.gone if warned else "")
        return Decision(actions=(action,), steps=(*steps, step), memory=memory.model_dump(mode="json"), warnings=warned)

    @property
    def model_name(self) -> str:
        """What the model is called, whether or not it can be reached."""
        named = self._given.name if self._given is not None else None
        return named or self.settings.llm_model or self.settings.vlm_model or self.settings.llm_backend

    def _model(self) -> Model:
        """The model. Raises `ModelUnavailable` where there is none, `SettingsError`."""
        model = self._given or models.model(self.settings, "llm")
        if model is None:
            raise ModelUnavailable("no language model is configured; set GBI_LLM_URL or GBI_VLM_URL")
        return model


class _Spent(Exception):
    """Tokens, seconds or steps are spent."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


_REASONS = {
    "en": {
        "tokens": "the question's tokens are spent",
        "seconds": "the question's seconds are spent",
        "steps": "the question's steps are spent",
        "repairs": "its queries could not be run",
        "useless": "its replies could not be used",
        "down": "it gave no reply",
    },
    "zh": {
        "tokens": "该问题的令牌数已用完",
        "seconds": "该问题的时间已用完",
        "steps": "该问题的步骤数已用完",
        "repairs": "其查询无法执行",
        "useless": "其回复无法使用",
        "down": "没有回应",
    },
}


def _gone(memory: Memory, state: State, why: str) -> Memory:
    at = len(state.get("observations", []))
    return memory.model_copy(update={"gone": _REASONS[state["language"]][why], "gone_at": at, "queue": ()})


def _paid(memory: Memory, asked: Asked, guessed: int) -> Memory:
    ratio = max(memory.ratio, memory.ratio * asked.prompt_tokens / max(1, guessed))
    update: dict[str, Any] = {"tokens": memory.tokens + asked.tokens, "calls": memory.calls + 1, "ratio": ratio}
    return memory.model_copy(update=update)


def _step(asked: Asked, model: str, kinds: str, said: str) -> Step:
    return Step(
        action=f"decide: {kinds}", detail=said[:500], model=model, seconds=round(asked.seconds, 4), tokens=asked.tokens,
        outcome=f"{asked.prompt_tokens:,} tokens in, {asked.tokens - asked.prompt_tokens:,} out",
    )  # fmt: skip


def _went_well(new: Sequence[Observation]) -> bool:
    """Whether what was done since the plan was made gives no reason to think again: no error, no empty result."""
    return not any("error" in o or (o["kind"] == "query" and not o["result"]["rows"]) for o in new)
