"""What `commune receive` says: one line a file, what it is, where it goes, and what it would replace."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from helpers.intake.arrival import Nature
from helpers.intake.layouts.layout import layout
from helpers.report.markup import shorten
from helpers.run.arrivals.receive import Precedence, Proposal, gathered, is_unpacked, propose, take
from helpers.run.progress import progress
from helpers.vocabulary.language import Translator, format_number, translator
from helpers.vocabulary.pack import using
from helpers.vocabulary.period import Period
from helpers.vocabulary.place import Scope, load_scope
from helpers.vocabulary.project import Project

MOST_NAMES = 3
MOST_UNTOLD = 20  # files that are looked at without a word: their own lines come soon enough


def receive(
    paths: Sequence[Path],
    scope: str,
    period: Period | None,
    project: Project,
    lang: str,
    ask: Callable[[str], bool] | None,
    say: Callable[[str], None],
) -> int:
    """Examine files, say what each is, take what is sure; the exit code: 0 all taken or there already, 3 some not.

    ask: how to ask whether to go on; None takes what is sure without asking. say: where the lines go.
    """
    t, place = translator(lang), load_scope(scope, project)
    with gathered(paths) as files, using(place.pack):
        if not files:
            say(t("There is no file in what was named."))
            return 3
        with progress(len(files), few=MOST_UNTOLD) as going:
            proposals = propose(files, scope, period, project, going.finished)
        for line in lines(proposals, place, lang):
            say(line)
        proposals = [_answered(each, ask, t) for each in proposals]
        sure = [each for each in proposals if each.sure]
        if sure and (ask is None or ask(t.plural("Take {n} file?", "Take {n} files?", len(sure)))):
            for each in sure:
                say(t("Copied to {place}", place=take(each, scope, project, date.today())))
        elif sure:
            return 3
    there = (Precedence.SAME_FILE, Precedence.SAME_FIGURES)
    left = [each for each in proposals if not each.sure and each.relation not in there]
    if left:
        one, many = "{n} file was not taken; see its line above.", "{n} files were not taken; see their lines above."
        say(t.plural(one, many, len(left)))
    if sure:
        say(t("Next: commune check --scope {scope} --period {period}", scope=scope, period=str(sure[-1].period)))
    return 3 if left else 0


def _answered(proposal: Proposal, ask: Callable[[str], bool] | None, t: Translator) -> Proposal:
    """A file that may be a bridge review, once it was asked whether it is; as it was where nobody can be asked."""
    if not proposal.bridge or ask is None:
        return proposal
    words = {"file": proposal.arrival.path.name, "other": proposal.other, "standard": proposal.bridge}
    return proposal.answered(
        ask(t("Does {file} count the same households as {other}, by the poverty standard {standard}?", **words))
    )


def lines(proposals: Sequence[Proposal], scope: Scope, lang: str) -> list[str]:
    """One line for each file, with its mark: → would be taken, = is there, ? needs a decision, x is no return."""
    t = translator(lang)
    return [f"{_mark(each)} {each.arrival.path.name}: {_told(each, scope, t)}" for each in proposals]


def _mark(proposal: Proposal) -> str:
    if proposal.arrival.nature is not Nature.RETURN:
        return "x"
    if proposal.relation in (Precedence.SAME_FILE, Precedence.SAME_FIGURES):
        return "="
    return "→" if proposal.sure else "?"


def _told(proposal: Proposal, scope: Scope, t: Translator) -> str:
    arrival = proposal.arrival
    if arrival.nature is not Nature.RETURN:
        return " ".join([arrival.told[t.lang], _learning(proposal, scope, t)]).strip()
    parts = [_what(proposal, scope, t), _where(proposal, t), _bridging(proposal, t), _learning(proposal, scope, t)]
    return "; ".join(part for part in parts if part)


def _bridging(proposal: Proposal, t: Translator) -> str:
    """That it may be a review of the same households by another standard, which takes no file's place."""
    told = "or counts the same households by the poverty standard {standard}: without --yes it is asked"
    return t(told, standard=proposal.bridge) if proposal.bridge else ""


def _learning(proposal: Proposal, scope: Scope, t: Translator) -> str:
    """The command that describes what no form does; '' where all is described. What came in a zip has its own name."""
    arrival, period = proposal.arrival, proposal.asked or proposal.period
    if not arrival.to_learn:
        return ""
    path = arrival.path.name if is_unpacked(arrival.path) else arrival.path.as_posix()
    command = f'commune learn "{path}" --scope {scope.id}{f" --period {period}" if period else ""}{t.option}'
    if arrival.nature is not Nature.RETURN:
        return t("To describe it: {command}", command=command)
    return t("not read: {cells}; to describe them: {command}", cells=", ".join(arrival.to_learn), command=command)


def _what(proposal: Proposal, scope: Scope, t: Translator) -> str:
    """Forms, units and how many figures were read."""
    arrival, period = proposal.arrival, proposal.period or proposal.arrival.period
    count = t.plural("{n} figure", "{n} figures", len(arrival.figures))
    if period is None:
        return count
    boundary = scope.boundary_at(period.end)
    forms = [layout(form, period.end).title for form in arrival.forms]
    titles = (
        shorten(forms[0], 60) if len(forms) == 1 else t.plural("{n} form", "{n} forms", len(forms)) if forms else ""
    )
    names = [boundary.by_code[code].words(t.lang) for code in arrival.units if code in boundary.by_code]
    places = ", ".join(names) if len(names) <= MOST_NAMES else t.plural("{n} unit", "{n} units", len(names))
    return ", ".join(part for part in (titles, places, count) if part)


def _where(proposal: Proposal, t: Translator) -> str:
    """Where it goes and what it would replace, or why it goes nowhere yet."""
    words = {"period": proposal.period or "", "named": proposal.period or "", "asked": proposal.asked or ""}
    differing = format_number(proposal.differing, t.lang)
    return t(proposal.why_not or _WHERE[proposal.relation], **words, other=proposal.other, differing=differing)


_WHERE = {
    Precedence.NEW: "goes to {period}",
    Precedence.SAME_FILE: "is already there as {other}",
    Precedence.SAME_FIGURES: "has the same figures as {other}",
    Precedence.NEWER: "goes to {period} in place of {other}, an older version ({differing} figures differ)",
    Precedence.CORRECTION: "goes to {period} in place of {other}, which it corrects ({differing} figures differ)",
    Precedence.CONTRADICTION: "contradicts {other} in {differing} figures; decide which is right, then take the other out",
}
