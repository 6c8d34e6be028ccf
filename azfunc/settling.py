"""What a function does with its messages beyond success and failure: settles them, or leaves out bad ones."""

from collections.abc import Mapping, Sequence

from azfunc.bindings.datum import NOTHING, Datum, Metadata
from azfunc.bindings.kinds import Trigger
from azfunc.errors import DecodeError, Fault
from azfunc.naming import Located
from azfunc.plan import Outcome, Plan
from azfunc.signature import Signature, unwrap


def settle_messages(
    named: Sequence[Located], plan: Plan, signature: Signature, policy: str
) -> tuple[list[Located], Plan, list[Fault]]:
    """The bindings and the plan of a function that may settle its messages, and what is wrong with that.

    Args:
        named: its bindings, named.
        plan: its plan so far.
        signature: the handler's parameters.
        policy: what becomes of messages that cannot be read.
    """
    from azfunc.bindings.invalid import policy_faults, sifting, unreadable_for
    from azfunc.bindings.settlement import Settler, is_settling, settlement_faults, settling

    trigger = next(binding for binding, _ in named if isinstance(binding, Trigger))
    name = trigger.arg_name or ""
    shape = signature.parameters[name].shape
    handler = unwrap(plan.handler)
    faults = [*policy_faults(policy, trigger), *settlement_faults(trigger, handler, shape, policy)]
    if faults or name not in plan.decoders:
        return list(named), plan, faults
    settled = settling(trigger, handler, shape, policy)
    unread = unreadable_for(policy, settled)

    def unreadable(error: DecodeError, _inputs: Mapping[str, Datum], metadata: Metadata) -> Outcome:
        return Outcome(NOTHING, {}, () if unread is None else unread(error, metadata))

    changed = plan._replace(
        decoders={**plan.decoders, name: sifting(policy, plan.decoders[name], shape, plan.name)},
        unreadable=None if unread is None else unreadable,
        settler=Settler(name) if is_settling(trigger, handler, shape, policy) else None,
    )
    return [(settled if binding is trigger else binding, at) for binding, at in named], changed, faults
