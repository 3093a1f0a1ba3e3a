using CreditQuery.Index;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Rules.Transitions;
using Google.Protobuf;
using SubjectKey = CreditQuery.Rules.Subjects.SubjectKey;

namespace CreditQuery.Server.Watch;

/// <summary>What is told at one place, cut into parts of the journal: always at the same subjects, in whatever pieces it is told.</summary>
/// <param name="at">The place.</param>
/// <param name="instantMs">When it happened, milliseconds since the Unix epoch.</param>
/// <param name="cause">What made it happen.</param>
internal sealed class PlaceInParts(StatusPosition at, long instantMs, EventCause cause)
{
    private const int SubjectsPerPart = 1_000;

    // Of a midnight; whoever waits hears of it sooner.
    private const int SubjectsInFirstPart = 100;

    private readonly List<JournalSubject> _waiting = [];
    private readonly List<JournalSubject> _aside = [];
    private uint _ordinal;

    /// <summary>The place.</summary>
    public StatusPosition At => at;

    /// <summary>When it happened, milliseconds since the Unix epoch.</summary>
    public long InstantMs => instantMs;

    private int Most => cause == EventCause.Time && _ordinal == 0 ? SubjectsInFirstPart : SubjectsPerPart;

    /// <summary>Adds a piece.</summary>
    /// <param name="changes">What happened.</param>
    /// <param name="changedCatalogue">Another catalogue counts; with the first piece.</param>
    /// <param name="isLast">It is the last piece.</param>
    /// <returns>The parts that are complete; none at a place at which nothing happened.</returns>
    public List<JournalBatch> Add(IReadOnlyList<SubjectTransitions> changes, bool changedCatalogue, bool isLast)
    {
        if (changedCatalogue)
        {
            _waiting.Add(new JournalSubject { Changes = { new JournalChange { Type = StatusEventType.CatalogueChanged } } });
        }

        foreach (var subject in changes)
        {
            var own = subject.Changes.Count;
            while (own > 0 && subject.Changes[own - 1].IsAside)
            {
                own--;
            }

            if (own > 0)
            {
                _waiting.Add(Map(subject, 0, own));
            }

            if (own < subject.Changes.Count)
            {
                _aside.Add(Map(subject, own, subject.Changes.Count));
            }
        }

        if (isLast)
        {
            // Behind all others, so that these have the ordinals that a version without them gave them.
            _waiting.AddRange(_aside);
        }

        var parts = new List<JournalBatch>();

        // A full part waits for the next subject: it may be the last one.
        while (_waiting.Count > Most || (isLast && _waiting.Count > 0))
        {
            parts.Add(Cut(Math.Min(Most, _waiting.Count), isLast && _waiting.Count <= Most));
        }

        return parts;
    }

    private JournalBatch Cut(int count, bool isLast)
    {
        var part = new JournalBatch { Revision = at.Revision, Day = at.Day, InstantMs = instantMs, Cause = cause, FirstOrdinal = _ordinal, IsLast = isLast, ChainMark = at.ChainMark };
        part.Subjects.AddRange(_waiting.Take(count));
        _waiting.RemoveRange(0, count);
        _ordinal = StatusCursor.EndOf(part);
        return part;
    }

    private static JournalSubject Map(in SubjectTransitions subject, int from, int to)
    {
        var mapped = new JournalSubject { Key = BytesOf(subject.Key), Kind = (SubjectKind)subject.Kind };
        mapped.Changes.Capacity = to - from;
        for (var at = from; at < to; at++)
        {
            mapped.Changes.Add(Map(subject.Changes[at]));
        }

        return mapped;
    }

    private static JournalChange Map(StatusChange change)
    {
        var mapped = new JournalChange
        {
            Type = (StatusEventType)change.Kind,
            EntryId = change.EntryId,
            ListType = change.ListType,
            Region = change.Region,
            PreviousState = (EntryState)change.Previous,
            State = (EntryState)change.State,
            Unit = change.Unit == default ? ByteString.Empty : BytesOf(change.Unit),
            Role = (Role)change.Role,
            Audience = (JournalAudience)change.Audience,
            OtherListType = change.OtherListType,
            OtherRegion = change.OtherRegion,
        };
        if (change.KindBefore is { } kind)
        {
            mapped.KindBefore = (SubjectKind)kind;
        }

        return mapped;
    }

    private static ByteString BytesOf(SubjectKey key)
    {
        var bytes = new byte[SubjectKey.Size];
        SubjectKeyCipher.WriteKey(key, bytes);
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }
}
