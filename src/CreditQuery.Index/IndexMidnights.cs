using CreditQuery.Index.Apply;
using CreditQuery.Index.Transitions;

namespace CreditQuery.Index;

/// <summary>The midnights of an index, and what they and change sets do to statuses.</summary>
/// <remarks>On the applying thread, between two sets. Source: architecture, chapter 7; ADR 0014 and 0020.</remarks>
public sealed class IndexMidnights
{
    private readonly CreditIndex _index;
    private readonly Midnights _midnights;
    private readonly Func<IStatusSink, TransitionTeller> _newTeller;

    internal IndexMidnights(CreditIndex index, Midnights midnights, Func<IStatusSink, TransitionTeller> newTeller) =>
        (_index, _midnights, _newTeller) = (index, midnights, newTeller);

    /// <summary>The last civil day whose midnight has passed for the records, or is passing, a day number; 0 before the first event.</summary>
    /// <remarks>On any thread, and waits for nothing: a checkpoint may take seconds.</remarks>
    public int Through => _midnights.Through;

    /// <summary>Passes every midnight up to that of a day, where no event has done so: retention takes out what is kept no longer.</summary>
    /// <param name="day">The civil day, a day number, that log time has reached. Everything recorded before it is applied: the caller knows.</param>
    /// <exception cref="IndexBrokenException">The index holds a part of a set, or of a midnight.</exception>
    /// <remarks>No answer changes, and no revision.</remarks>
    public void Pass(int day) => _index.Between(() => _index.PassTo(day));

    /// <summary>Tells changes of status from now on; once, before anything more is applied.</summary>
    /// <param name="sink">Is told.</param>
    /// <remarks>The first midnight after it reads every record once, unless <see cref="Prepare"/> did.</remarks>
    public void TellTo(IStatusSink sink) => _index.Alone(() => _midnights.Teller = _newTeller(sink));

    /// <summary>Finds what is due on which day, so that the next midnight need not, and rehearses a little of it.</summary>
    /// <remarks>On any thread. Reads every record the first time; nothing is applied meanwhile, checks go on. To be repeated: what runs once a day is quick only if
    /// the runtime has seen it run for a while.</remarks>
    public void Prepare() => _index.Alone(() =>
    {
        _midnights.Teller?.Prepare(_index.Current, _midnights.Through);
        return true;
    });

    /// <summary>Tells what a set did; the gate is held.</summary>
    /// <exception cref="IndexBrokenException">It could not be told: it cannot be told later.</exception>
    internal void Tell(RegistrySnapshot state, AppliedSet applied)
    {
        try
        {
            _midnights.Teller?.Tell(state, _midnights.Through, applied);
        }
        catch (Exception fault)
        {
            throw new IndexBrokenException(applied.Revision, fault);
        }
    }
}
