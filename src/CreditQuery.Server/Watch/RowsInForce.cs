using CreditQuery.Rules.Catalogues;

namespace CreditQuery.Server.Watch;

/// <summary>The rows of a catalogue that are in force on a day, by list type; shared by all subscriptions.</summary>
internal sealed class RowsInForce
{
    private readonly MeasureDefinition[][] _rows;
    private readonly string[][] _codes;

    private RowsInForce(Catalogue catalogue, int day)
    {
        (Catalogue, Day) = (catalogue, day);
        _rows = new MeasureDefinition[catalogue.ListTypes.Count][];
        _codes = new string[_rows.Length][];
        for (var list = 0; list < _rows.Length; list++)
        {
            _rows[list] = [.. catalogue.Measures.Where(row => row.InForce.Covers(day) && row.Conditions.Any(condition => condition.ListTypes.Contains(list)))];
            _codes[list] = [.. _rows[list].Select(static row => row.Code).Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>The catalogue.</summary>
    public Catalogue Catalogue { get; }

    /// <summary>The day.</summary>
    public int Day { get; }

    /// <summary>Those of a catalogue and a day.</summary>
    /// <param name="kept">The ones made last, which are mostly the ones wanted.</param>
    /// <param name="catalogue">The catalogue.</param>
    /// <param name="day">The day.</param>
    public static RowsInForce Of(ref RowsInForce? kept, Catalogue catalogue, int day)
    {
        var known = Volatile.Read(ref kept);
        if (known is null || known.Day != day || !ReferenceEquals(known.Catalogue, catalogue))
        {
            Volatile.Write(ref kept, known = new RowsInForce(catalogue, day));
        }

        return known;
    }

    /// <summary>Rows that look at a list type.</summary>
    /// <param name="list">The list type.</param>
    public MeasureDefinition[] Of(ListTypeDefinition list) => _rows[list.Index];

    /// <summary>Their codes, in order.</summary>
    /// <param name="list">The list type.</param>
    public string[] CodesOf(ListTypeDefinition list) => _codes[list.Index];
}
