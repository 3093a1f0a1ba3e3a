using CreditQuery.Rules.Subjects;

namespace CreditQuery.Index.Reading;

/// <summary>Chooses among the readings of an untyped number: the one that alone leads to a record.</summary>
/// <remarks>A record out of memory is a record of which nothing is known: it is never passed over for another reading.</remarks>
internal struct ReadingChoice(in RecordHit first, in ParsedIdentifier reading)
{
    /// <summary>Where the chosen reading leads.</summary>
    public RecordHit Hit { get; private set; } = first;

    /// <summary>The chosen reading.</summary>
    public ParsedIdentifier Reading { get; private set; } = reading;

    /// <summary>Two readings lead to different records.</summary>
    public bool IsAmbiguous { get; private set; }

    /// <summary>Nothing that another reading leads to could change the choice.</summary>
    public readonly bool IsDecided => Hit.IsNewer || IsAmbiguous;

    /// <summary>Takes the next reading.</summary>
    public void Take(in RecordHit other, in ParsedIdentifier reading)
    {
        if (other.IsNewer || (!other.IsNothing && Hit.IsNothing))
        {
            (Hit, Reading) = (other, reading);
        }
        else if (!other.IsNothing && other.Key != Hit.Key)
        {
            IsAmbiguous = !Hit.IsOutOfMemory && !other.IsOutOfMemory;
            (Hit, Reading) = other.IsOutOfMemory ? (other, reading) : (Hit, Reading);
        }
    }
}
