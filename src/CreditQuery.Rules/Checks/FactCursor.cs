using CreditQuery.Rules.Records;

namespace CreditQuery.Rules.Checks;

/// <summary>Goes through the facts of a record as its entries and slots are gone through.</summary>
/// <remarks>Facts stand in the order of their owners, so that one pass over entries is one pass over facts. With fifty entries, looking through
/// all facts for each of them is what a check would cost.</remarks>
internal ref struct FactCursor(ReadOnlySpan<EntryFact> all)
{
    private readonly ReadOnlySpan<EntryFact> _all = all;
    private int _at;

    /// <summary>Facts of the entry or slot turned to.</summary>
    public ReadOnlySpan<EntryFact> Current { get; private set; }

    /// <summary>Begins again with the first owner.</summary>
    public void Rewind() => _at = 0;

    /// <summary>Turns to an entry, or from EntryCount on to a slot; owners only rise until <see cref="Rewind"/>.</summary>
    public void TurnTo(int owner)
    {
        if (_all.IsEmpty)
        {
            return;
        }

        while (_at < _all.Length && _all[_at].Owner < owner)
        {
            _at++;
        }

        var end = _at;
        while (end < _all.Length && _all[end].Owner == owner)
        {
            end++;
        }

        Current = _all[_at..end];
    }
}
