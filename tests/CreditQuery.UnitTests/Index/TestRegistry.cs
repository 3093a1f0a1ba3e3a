using System.Security.Cryptography;
using CreditQuery.Index;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;
using Google.Protobuf;
using IdentifierType = CreditQuery.Rules.Subjects.IdentifierType;
using SubjectKey = CreditQuery.Rules.Subjects.SubjectKey;

namespace CreditQuery.UnitTests.Index;

/// <summary>An index in a folder of its own with a log that remembers every event, so that it can be applied again elsewhere.</summary>
internal sealed class TestRegistry : IDisposable
{
    public const string Epoch = "00112233445566aa";

    // 2026-01-05 00:00 UTC: 08:00 of the same civil day in China.
    public static readonly DateTimeOffset Start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The bytes of the key, to look for where they must not be.</summary>
    public static readonly byte[] Secret = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    private static readonly RegistryKey Key = RegistryKey.FromBytes(Secret);

    private readonly string _root = Directory.CreateTempSubdirectory("creditquery-index-").FullName;
    private readonly byte[] _chain = new byte[20];
    private readonly Action<CreditIndexOptions>? _with;
    private ulong _changeIds;

    public TestRegistry(bool withCatalogue = true, Action<CreditIndexOptions>? with = null)
    {
        _with = with;
        Index = Open();
        if (withCatalogue)
        {
            Apply(new Change { PutCatalogue = new PutCatalogue { Name = "test", Content = ByteString.CopyFrom(TestCatalogue.File()) } });
        }
    }

    public CreditIndex Index { get; private set; }

    public List<LoggedEvent> Log { get; } = [];

    public DateTimeOffset Now { get; set; } = Start;

    public SubjectKeyCipher Cipher => Index.Cipher;

    public string Folder => Path.Combine(_root, "index");

    public Action<Enum>? AfterCheckpointStep { get; set; }

    /// <summary>Called before a file of the index is written: throws what a disk would.</summary>
    public Action<string>? BeforeWrite { get; set; }

    /// <summary>Called before a record is written to memory: throws what a machine would.</summary>
    public Action? BeforeRecord { get; set; }

    public static CreditIndexOptions Options(string folder) => new() { Folder = folder, RecordMemoryBytes = 64 << 20, HashTableBytes = 64 << 10 };

    public static CreditIndex OpenAt(string folder, RegistryKey? key = null, string epoch = Epoch) => CreditIndex.Open(Options(folder), key ?? Key, epoch);

    public CreditIndex Open(ulong oldestRevision = 1, Action<CreditIndexOptions>? with = null)
    {
        var options = Options(Folder);
        options.AfterCheckpointStep = step => AfterCheckpointStep?.Invoke(step);
        options.BeforeWrite = path => BeforeWrite?.Invoke(path);
        options.BeforeRecord = () => BeforeRecord?.Invoke();
        _with?.Invoke(options);
        with?.Invoke(options);
        return CreditIndex.Open(options, Key, Epoch, oldestRevision);
    }

    /// <summary>Opens the index again, as after a restart, and applies what its checkpoint does not hold.</summary>
    /// <param name="sink">Is told what is applied; null: nobody is.</param>
    public void Restart(IStatusSink? sink = null)
    {
        Index.Dispose();
        Index = Open();
        if (sink is not null)
        {
            Index.Midnights.TellTo(sink);
        }

        Replay(Index);
    }

    public void Replay(CreditIndex index)
    {
        foreach (var logged in Log.Skip((int)index.Current.Revision))
        {
            index.Apply(logged);
        }
    }

    /// <summary>A second index that has applied the same log from the beginning.</summary>
    public CreditIndex ReplayedElsewhere(string name = "replay")
    {
        var index = OpenAt(Path.Combine(_root, name));
        Replay(index);
        return index;
    }

    public LoggedEvent Append(ChangeSet set, UInt128? changeId = null)
    {
        var payload = set.ToByteArray();
        SHA256.HashData([.. _chain, .. payload]).AsSpan(0, 20).CopyTo(_chain);
        var id = changeId ?? NextChangeId();
        var logged = new LoggedEvent
        {
            Revision = (ulong)Log.Count + 1,
            RecordedAtMs = Now.ToUnixTimeMilliseconds(),
            ChangeId = id,
            Chain = _chain.ToArray(),
            Payload = payload,
        };
        Log.Add(logged);
        return logged;
    }

    public UInt128 NextChangeId() => ((UInt128)(ulong)Now.ToUnixTimeMilliseconds() << 80) | ++_changeIds;

    public AppliedSet Apply(ChangeSet set, UInt128? changeId = null) => Index.Apply(Append(set, changeId));

    public AppliedSet Apply(params Change[] changes) => Apply(SetOf(changes));

    public ChangeOutcome ApplyOne(Change change) => Assert.Single(Apply(change).Outcomes);

    public static ChangeSet SetOf(params IEnumerable<Change> changes)
    {
        var set = new ChangeSet();
        set.Changes.AddRange(changes);
        return set;
    }

    public SubjectKey KeyOf(IdentifierType type, string value)
    {
        Assert.True(PackedIdentifier.TryPack(type, value, out var packed));
        return Cipher.Seal(packed);
    }

    public SubjectKey KeyOf(string value) => KeyOf(TypeOf(value), value);

    /// <summary>The sealed key of an identifier as written, also of one that needs a hash.</summary>
    public byte[] Sealed(IdentifierType type, string value)
    {
        IdentifierParser.Parse(type, value, out var readings);
        var bytes = new byte[16];
        SubjectKeyCipher.WriteKey(Cipher.Seal(readings[0], value), bytes);
        return bytes;
    }

    public Subject Subject(string value, string name = "")
    {
        var bytes = new byte[16];
        SubjectKeyCipher.WriteKey(KeyOf(value), bytes);
        var isUnit = !IdentifierParser.IsPersonal(TypeOf(value));
        return new Subject { SealedKey = ByteString.CopyFrom(bytes), SealedName = Cipher.SealName(name), Name = isUnit ? name : "" };
    }

    public EntryRef Entry(string value, string entryId) => new() { Subject = Subject(value), EntryId = entryId };

    public Change PutEntry(string value, string entryId, string listType = TestCatalogue.Black, Action<PutEntry>? with = null)
    {
        var put = new PutEntry { Entry = Entry(value, entryId), ListType = listType, Region = "999999", DecidedOn = "2025-12-01", DecisionNo = "No. 1" };
        with?.Invoke(put);
        return new Change { PutEntry = put };
    }

    public Change PutSubject(string value, string name = "", CreditQuery.Protos.V1.SubjectKind kind = 0) =>
        new() { PutSubject = new PutSubject { Subject = Subject(value, name), Kind = kind, Region = "999999" } };

    public byte[]? Record(string value) => Record(Index, KeyOf(value));

    public static byte[]? Record(CreditIndex index, SubjectKey key)
    {
        using var reader = index.RentReader();
        return reader.ReadCopy(key, out _);
    }

    public SubjectView View(string value) => new(Record(value) ?? throw new InvalidOperationException($"No record under {value}."));

    public void Dispose()
    {
        Index.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    public static IdentifierType TypeOf(string value) => value.Length switch
    {
        18 when value[0] is '9' or '1' or '5' && value.StartsWith("999999", StringComparison.Ordinal) => IdentifierType.CitizenId,
        18 => IdentifierType.Uscc,
        9 when char.IsAsciiLetter(value[0]) => IdentifierType.Passport,
        9 => IdentifierType.OrgCode,
        15 => IdentifierType.RegNo,
        _ => IdentifierType.Other,
    };
}
