using CreditQuery.Index;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Regions;
using CreditQuery.Rules.Subjects;
using CreditQuery.Server.Hosting;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using SubjectKey = CreditQuery.Rules.Subjects.SubjectKey;

namespace CreditQuery.Server.Watch;

/// <summary>Chooses the events that a subscription gets, and makes its messages of them.</summary>
/// <remarks>A function of the journalled event, the filter and the catalogues of the log, so that an event is the same live, on catch-up and on
/// every node. One subscription uses one; not thread-safe.</remarks>
internal sealed class EventSelection
{
    private readonly NodeParts _parts;
    private readonly StatusFeed _feed;
    private readonly WatchFilter _filter;
    private readonly int[] _regions;
    private ListScope? _scope;

    /// <summary>Prepares it.</summary>
    /// <param name="parts">The node.</param>
    /// <param name="feed">Keeps what subscriptions share.</param>
    /// <param name="filter">The filter; its codes are known to be good.</param>
    /// <param name="named">The subjects that it names.</param>
    public EventSelection(NodeParts parts, StatusFeed feed, WatchFilter filter, NamedSubjects named)
    {
        (_parts, _feed, _filter, Named) = (parts, feed, filter, named);
        _regions = [.. filter.Regions.Select(static region => RegionCode.TryParse(region, out var number) ? number : 0)];
        FilterBytes = named.Count == 0 ? filter.ToByteString() : ByteString.Empty;
    }

    /// <summary>The filter, to be compared with others; not kept of one that names subjects, which nobody shares.</summary>
    public ByteString FilterBytes { get; }

    /// <summary>The subjects that the filter names.</summary>
    public NamedSubjects Named { get; }

    /// <summary>Takes what a part tells about where subjects are found from now on.</summary>
    /// <param name="subject">What happened to one.</param>
    public void Follow(JournalSubject subject)
    {
        foreach (var change in subject.Changes)
        {
            if (Named.Count > 0 && change.Type == StatusEventType.AliasMerged && change.Unit.Length > 0)
            {
                Named.Follow(KeyOf(subject.Key), KeyOf(change.Unit));
            }
        }
    }

    /// <summary>The event, if the subscription gets it.</summary>
    /// <param name="batch">The part in which it stands.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="change">What happened.</param>
    /// <returns>Null if it does not; without ordinal and token.</returns>
    public StatusEvent? Select(JournalBatch batch, JournalSubject subject, JournalChange change)
    {
        if (subject.Key.IsEmpty)
        {
            return Make(batch, change);
        }

        if (!Wants(batch, subject, change, out var position))
        {
            return null;
        }

        var made = MakeCommon(batch, subject, change);
        if (position is { } at)
        {
            made.FilterIndex = at;
        }

        return made;
    }

    /// <summary>The subscription gets an event of a subject.</summary>
    /// <param name="batch">The part in which it stands.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="change">What happened.</param>
    /// <param name="position">Which subject of the filter it is; null if the filter names none.</param>
    public bool Wants(JournalBatch batch, JournalSubject subject, JournalChange change, out uint? position)
    {
        var key = KeyOf(subject.Key);
        position = Named.Count > 0 ? Named.PositionOf(key) : null;
        return IsWanted(subject, change, key, position, ScopeOf(batch));
    }

    /// <summary>The bytes of an event without what is a subscriber's own: the same for everybody.</summary>
    /// <param name="batch">The part in which it stands.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="change">What happened.</param>
    /// <param name="ordinal">Its ordinal.</param>
    public byte[] CommonBytes(JournalBatch batch, JournalSubject subject, JournalChange change, uint ordinal)
    {
        var made = subject.Key.IsEmpty ? Make(batch, change) : MakeCommon(batch, subject, change);
        made.Ordinal = ordinal;
        return made.ToByteArray();
    }

    /// <summary>The event by which a subject of the filter is told that another catalogue counts.</summary>
    /// <param name="batch">The part in which the change of the catalogue stands.</param>
    /// <param name="position">Position in the filter.</param>
    public StatusEvent OfCatalogue(JournalBatch batch, uint position)
    {
        var made = Make(batch, new JournalChange { Type = StatusEventType.Changed });
        made.Subject = MaskOf(Named.KeyAt(position));
        made.FilterIndex = position;
        return made;
    }

    /// <summary>Entries of a list type are wanted.</summary>
    /// <param name="catalogue">The catalogue that counts.</param>
    /// <param name="day">The day.</param>
    /// <param name="number">The list type's number in records.</param>
    public bool WantsList(Catalogue catalogue, int day, int number) => ScopeOf(catalogue, day).Wants(number);

    /// <summary>Entries of a region are wanted.</summary>
    /// <param name="region">The entry's region, as records hold it.</param>
    public bool WantsRegion(int region) => _regions.Length == 0 || Array.Exists(_regions, wanted => RegionCode.Contains(wanted, region));

    /// <summary>Subjects of a kind are wanted.</summary>
    /// <param name="kind">The kind.</param>
    public bool WantsKind(Protos.V1.SubjectKind kind) => _filter.Kinds.Count == 0 || _filter.Kinds.Contains(kind);

    /// <summary>The identifier as it may be shown.</summary>
    /// <param name="key">The key.</param>
    public string MaskOf(SubjectKey key) => IdentifierMask.Of(_parts.Index.Cipher.Unseal(key));

    private StatusEvent MakeCommon(JournalBatch batch, JournalSubject subject, JournalChange change)
    {
        var scope = ScopeOf(batch);
        var made = Make(batch, change);
        made.Subject = MaskOf(KeyOf(subject.Key));
        made.EntryId = change.EntryId;
        (made.PreviousState, made.State) = (change.PreviousState, change.State);
        if (change.Unit.Length > 0 && change.EntryId.Length > 0)
        {
            made.Via = new Via { Role = change.Role, SubjectMask = MaskOf(KeyOf(change.Unit)) };
        }

        if (change.ListType != 0 && scope?.Rows.Catalogue.FindListType(change.ListType) is { } list)
        {
            made.ListType = list.Code;
            made.AffectedMeasures.Add(scope.Rows.CodesOf(list));
        }

        return made;
    }

    private static StatusEvent Make(JournalBatch batch, JournalChange change) => new()
    {
        Revision = batch.Revision,
        Instant = Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds(batch.InstantMs)),
        Type = change.Type,
        Cause = batch.Cause,
    };

    private static SubjectKey KeyOf(ByteString bytes) => SubjectKeyCipher.TryReadKey(bytes.Span, out var key) ? key : default;

    private bool IsWanted(JournalSubject subject, JournalChange change, SubjectKey key, uint? position, ListScope? scope)
    {
        // Until callers have scopes, natural persons are told of by name only.
        if (Named.Count > 0 ? position is null : IdentifierParser.IsPersonal(_parts.Index.Cipher.Unseal(key).Type))
        {
            return false;
        }

        var before = change.HasKindBefore ? change.KindBefore : subject.Kind;
        var (own, other) = change.Audience is JournalAudience.Keeps or JournalAudience.Gains ? (subject.Kind, before) : (before, subject.Kind);
        return WantsKind(own) && IsWanted(change.ListType, change.Region, scope)
            && (change.Audience == JournalAudience.Unspecified
                || (WantsKind(other) && IsWanted(change.OtherListType, change.OtherRegion, scope)) == (change.Audience == JournalAudience.Keeps));
    }

    private bool IsWanted(int listType, int region, ListScope? scope) =>
        WantsRegion(region) && (listType == 0 ? scope is not { NamesLists: true } : scope?.Wants(listType) ?? true);

    // The catalogue that counted where the event stands, whatever has been put since.
    private ListScope? ScopeOf(JournalBatch batch)
    {
        var versions = _parts.Index.Current.Catalogues;
        for (var i = versions.Length - 1; i >= 0; i--)
        {
            if (versions[i].EffectiveFrom > batch.Day || versions[i].Revision > batch.Revision)
            {
                continue;
            }

            return ScopeOf(versions[i].Catalogue, batch.Day);
        }

        return null;
    }

    private ListScope ScopeOf(Catalogue catalogue, int day)
    {
        if (_scope is null || _scope.Rows.Day != day || !ReferenceEquals(_scope.Rows.Catalogue, catalogue))
        {
            _scope = new ListScope(_feed.RowsOf(catalogue, day), _filter);
        }

        return _scope;
    }
}
