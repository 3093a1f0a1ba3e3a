using System.Text;
using CreditQuery.Index;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;

namespace CreditQuery.Server.Checks.Wire;

/// <summary>A check as it is asked: what stands in a CheckSubjectRequest, read from its bytes or from the message.</summary>
/// <remarks>
/// Rented by the reader, given back by whoever answers, and used again: identifier and name stand in buffers that are wiped then. One that is
/// not given back goes to the garbage collector. Not thread-safe.
/// </remarks>
internal sealed class AskedCheck
{
    /// <summary>Longest identifier and name that are read from bytes, in characters: those that a check may have, and one more.</summary>
    public const int MostCharacters = 257;

    private const int MostSpare = 32;
    private const int MostIdBytes = 64;
    private static readonly RepeatedField<Party> NoParties = [];

    [ThreadStatic]
    private static Stack<AskedCheck>? _spare;

    private readonly char[] _value = new char[MostCharacters];
    private readonly char[] _name = new char[MostCharacters];
    private readonly byte[] _idBuffer = new byte[MostIdBytes];
    private KeptText _scenario;
    private KeptText _asOf;
    private KeptText _region;
    private ItemTexts _itemTexts;
    private ReadOnlyMemory<byte> _requestId;
    private int _valueLength;
    private int _nameLength;
    private Rules.Subjects.IdentifierType _type;
    private Subject? _subject;
    private PreparedSubject _prepared;
    private CreditIndex? _preparedBy;

    /// <summary>What was prepared of the subject.</summary>
    public ref readonly PreparedSubject Prepared => ref _prepared;

    /// <summary>What a message of a stream holds; without meaning for a single check.</summary>
    public AskedPart Part { get; set; }

    /// <summary>The caller's own id, UTF-8.</summary>
    public ReadOnlySpan<byte> RequestId => _requestId.Span;

    /// <summary>Its length in characters of UTF-16.</summary>
    public int RequestIdLength { get; private set; }

    /// <summary>The subject; its texts are valid until this is given back.</summary>
    public NamedSubject Subject => _subject is not null
        ? NamedSubject.Of(_subject)
        : new NamedSubject { Type = _type, Value = _value.AsSpan(0, _valueLength), Name = _name.AsSpan(0, _nameLength) };

    /// <summary>Code of the scenario.</summary>
    public string Scenario { get; set; } = "";

    /// <summary>Civil day asked about; empty for today.</summary>
    public string AsOf { get; set; } = "";

    /// <summary>Region of the decision; empty for none.</summary>
    public string Region { get; set; } = "";

    /// <summary>What is stated as the ground.</summary>
    public Ground Ground { get; set; }

    /// <summary>What is at stake.</summary>
    public CheckItem Item { get; set; }

    /// <summary>Further parties.</summary>
    public RepeatedField<Party> Parties { get; private set; } = NoParties;

    /// <summary>Oldest acceptable answer; null for no bound.</summary>
    public Duration? MaxStaleness { get; set; }

    /// <summary>Position that the answer must include; null for none.</summary>
    public LogPosition? AtLeast { get; set; }

    /// <summary>How long to wait for it; null for not at all.</summary>
    public Duration? Wait { get; set; }

    /// <summary>Also tell why.</summary>
    public bool Explain { get; set; }

    /// <summary>Set once the catalogue has known every word of it; words of others are not kept, whatever a caller put there.</summary>
    public bool IsKnown { get; set; }

    /// <summary>What the buffers of identifier and name hold, for tests.</summary>
    internal IEnumerable<char> Buffers => _value.Concat(_name);

    /// <summary>Where it was read; null if it was made of a message.</summary>
    public CheckIntake? Intake { get; set; }

    /// <summary>Gives one that is empty.</summary>
    public static AskedCheck Rent() => _spare is { Count: > 0 } spare ? spare.Pop() : new AskedCheck();

    /// <summary>Makes one of a message.</summary>
    /// <param name="request">The message.</param>
    public static AskedCheck Of(CheckSubjectRequest request)
    {
        var asked = Rent();
        asked.Take(request);
        return asked;
    }

    /// <summary>Reads and seals the subject and asks for its place in memory, unless that is done.</summary>
    /// <param name="index">The index that will be asked.</param>
    public void Prepare(CreditIndex index)
    {
        if (!ReferenceEquals(_preparedBy, index))
        {
            CheckPass.Prepare(index, Subject, ref _prepared);
            _preparedBy = index;
        }
    }

    /// <summary>Wipes it and gives it back; it is not used any more.</summary>
    public void Return()
    {
        Clear();
        var spare = _spare ??= new Stack<AskedCheck>(MostSpare);
        if (spare.Count < MostSpare)
        {
            spare.Push(this);
        }
    }

    /// <summary>Takes over what a message says.</summary>
    /// <param name="request">The message.</param>
    public void Take(CheckSubjectRequest request)
    {
        Clear();
        _requestId = Encoding.UTF8.GetBytes(request.RequestId);
        RequestIdLength = request.RequestId.Length;
        _subject = request.Subject;
        Scenario = request.Scenario;
        AsOf = request.AsOf;
        Region = request.Region;
        Ground = new Ground(request.Purpose.Length, request.OperatorId.Length, request.WorkItemNo.Length, request.ConsentRef.Length);
        Item = ItemReader.Read(request);
        Parties = request.Parties;
        MaxStaleness = request.MaxStaleness;
        AtLeast = request.AtLeast;
        Wait = request.Wait;
        Explain = request.Explain;
    }

    /// <summary>Forgets everything but the words of the catalogue.</summary>
    public void Clear()
    {
        Part = AskedPart.None;
        (_prepared, _preparedBy) = (default, null);
        _value.AsSpan(0, _valueLength).Clear();
        _name.AsSpan(0, _nameLength).Clear();
        (_valueLength, _nameLength, _type, _subject) = (0, 0, default, null);
        (_requestId, RequestIdLength) = (default, 0);
        (Scenario, AsOf, Region) = ("", "", "");
        Ground = default;
        Item = default;
        Parties = NoParties;
        (MaxStaleness, AtLeast, Wait, Explain) = (null, null, null, false);
        if (!IsKnown)
        {
            (_scenario, _asOf, _region, _itemTexts) = (default, default, default, default);
        }

        IsKnown = false;
    }

    /// <summary>Gives a check of a stream what it does not say itself.</summary>
    /// <param name="common">What all share.</param>
    public void Fill(AskedCheck common)
    {
        Scenario = Own(Scenario, common.Scenario);
        AsOf = Own(AsOf, common.AsOf);
        Region = Own(Region, common.Region);
        Ground = Ground.Or(common.Ground);
        MaxStaleness ??= common.MaxStaleness;
        AtLeast ??= common.AtLeast;
        Wait ??= common.Wait;
        Explain |= common.Explain;
        if (Item.Kind == ItemKind.None)
        {
            Item = common.Item;
        }
    }

    /// <summary>True if another check asks the same of another subject, so that one plan answers both.</summary>
    /// <param name="other">The other check.</param>
    public bool AsksTheSameAs(AskedCheck other) =>
        Scenario == other.Scenario && Region == other.Region && AsOf == other.AsOf && Item == other.Item
        && Equals(AtLeast, other.AtLeast) && Equals(MaxStaleness, other.MaxStaleness);

    /// <summary>Takes the type of the identifier.</summary>
    public void TakeType(int type) => _type = (Rules.Subjects.IdentifierType)type;

    /// <summary>Takes the identifier.</summary>
    /// <returns>False if it is too long or no UTF-8.</returns>
    public bool TryTakeValue(ReadOnlySpan<byte> utf8) => TryTake(utf8, _value, ref _valueLength);

    /// <summary>Takes the name.</summary>
    /// <returns>False if it is too long or no UTF-8.</returns>
    public bool TryTakeName(ReadOnlySpan<byte> utf8) => TryTake(utf8, _name, ref _nameLength);

    /// <summary>Takes the caller's id.</summary>
    /// <returns>False if it is too long or no UTF-8.</returns>
    public bool TryTakeRequestId(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MostIdBytes || !System.Text.Unicode.Utf8.IsValid(utf8))
        {
            return false;
        }

        utf8.CopyTo(_idBuffer);
        _requestId = _idBuffer.AsMemory(0, utf8.Length);
        RequestIdLength = Encoding.UTF8.GetCharCount(utf8);
        return true;
    }

    /// <summary>Takes scenario, day or region.</summary>
    /// <returns>False if it is no UTF-8.</returns>
    public bool TryTakeScenario(ReadOnlySpan<byte> utf8)
    {
        var isText = _scenario.TryGive(utf8, out var text);
        Scenario = text;
        return isText;
    }

    /// <inheritdoc cref="TryTakeScenario"/>
    public bool TryTakeAsOf(ReadOnlySpan<byte> utf8)
    {
        var isText = _asOf.TryGive(utf8, out var text);
        AsOf = text;
        return isText;
    }

    /// <inheritdoc cref="TryTakeScenario"/>
    public bool TryTakeRegion(ReadOnlySpan<byte> utf8)
    {
        var isText = _region.TryGive(utf8, out var text);
        Region = text;
        return isText;
    }

    /// <summary>Takes what is at stake, if it is a journey.</summary>
    /// <returns>False if it is anything else, or something is at stake already.</returns>
    public bool TryTakeJourney(ReadOnlySpan<byte> consumption)
    {
        if (Item.Kind != ItemKind.None || !_itemTexts.TryReadJourney(consumption, out var item))
        {
            return false;
        }

        Item = item;
        return true;
    }

    private static string Own(string own, string common) => own.Length > 0 ? own : common;

    // What is written counts as used even when it turns out to be no text, so that Clear wipes it.
    private static bool TryTake(ReadOnlySpan<byte> utf8, char[] target, ref int length)
    {
        var status = System.Text.Unicode.Utf8.ToUtf16(utf8, target, out _, out var written, replaceInvalidSequences: false);
        target.AsSpan(written, Math.Max(0, length - written)).Clear();
        length = written;
        return status == System.Buffers.OperationStatus.Done;
    }
}
