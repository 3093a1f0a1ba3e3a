using CreditQuery.Index;
using CreditQuery.Index.Transfer;
using CreditQuery.Protos.V1;

namespace CreditQuery.UnitTests.Index.Memory;

/// <summary>A registry in little memory, some random subjects among many that are written again and again.</summary>
internal sealed class CompactionBench : IDisposable
{
    /// <summary>Units that are written again; their records are eight kilobytes each.</summary>
    public const int Units = 400;

    /// <summary>Entries of each unit, of which the first is written again.</summary>
    public const int Entries = 4;

    private const int TextLength = 2_000;
    private const int FirstUnit = 20_000;

    private readonly string _root = Directory.CreateTempSubdirectory("creditquery-compaction-").FullName;
    private readonly RandomChanges _changes;
    private int _writes;

    public CompactionBench(int seed = 7, Action<CreditIndexOptions>? with = null)
    {
        Registry = new TestRegistry(with: options =>
        {
            Set(options);
            with?.Invoke(options);
        });
        _changes = new RandomChanges(Registry, seed);
    }

    public TestRegistry Registry { get; }

    public CreditIndex Index => Registry.Index;

    /// <summary>What the random subjects should be, by a dictionary and a loop.</summary>
    public ReferenceRegistry Reference { get; } = new();

    /// <summary>The number of the newest write of each unit, which stands in its record.</summary>
    public int[] Written { get; } = new int[Units];

    public static string Unit(int number) => SampleSubjects.Uscc(FirstUnit + number);

    public static string Text(int unit, int write) => $"unit {unit} write {write} ".PadRight(TextLength, 'x');

    public static void Set(CreditIndexOptions options)
    {
        options.SegmentBytes = 8 << 20;
    }

    /// <summary>Writes units again, and now and then changes a random subject.</summary>
    public void Churn(int writes, bool andRandom = true)
    {
        for (var i = 0; i < writes; i++)
        {
            Write(_writes % Units);
            if (andRandom && i % 50 == 0)
            {
                ChangeAtRandom();
            }
        }
    }

    public void Write(int unit)
    {
        _writes++;
        for (var entry = Written[unit] == 0 ? Entries : 1; entry > 0; entry--)
        {
            Assert.Equal(OutcomeKind.Applied, Registry.ApplyOne(Registry.PutEntry(Unit(unit), $"c:{entry}", with: put => put.CauseText = Text(unit, _writes))).Kind);
        }

        Written[unit] = _writes;
    }

    /// <summary>Writes other units, each once and for good: eight kilobytes each.</summary>
    public void FillLive(int units)
    {
        for (var unit = Units; unit < Units + units; unit++)
        {
            Registry.Apply([.. Enumerable.Range(1, Entries).Select(entry => Registry.PutEntry(Unit(unit), $"c:{entry}", with: put => put.CauseText = Text(unit, 0)))]);
        }
    }

    /// <summary>Applies the newest event again, which did not fit.</summary>
    public void ApplyLastAgain()
    {
        Index.Apply(Registry.Log[^1]);
        Written[(_writes - 1) % Units] = _writes;
    }

    public void ChangeAtRandom()
    {
        var (change, expected) = _changes.Next();
        var outcome = expected(Reference);
        Assert.Equal(outcome, Registry.ApplyOne(change).Kind);
    }

    /// <summary>A whole pass over what is there.</summary>
    public void Compact()
    {
        Index.Checkpoints.Take();
        Index.Compaction.RunWhole();
    }

    /// <summary>Every record is what the dictionary and the last writes say.</summary>
    public void AssertWhole(CreditIndex? index = null)
    {
        index ??= Index;
        var names = RandomChanges.Identifiers.ToDictionary(Registry.KeyOf);
        foreach (var id in RandomChanges.Identifiers)
        {
            Assert.Equal(Reference.Tell(id), RecordTeller.Tell(TestRegistry.Record(index, Registry.KeyOf(id)), key => names[key]));
        }

        for (var unit = 0; unit < Units; unit++)
        {
            var record = TestRegistry.Record(index, Registry.KeyOf(Unit(unit)));
            Assert.Equal(Written[unit] > 0, record is not null);
            Assert.True(record is null || record.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(Text(unit, Written[unit]))) > 0, $"unit {unit} is not that of write {Written[unit]}");
        }

        Assert.Equal(0, index.OutOfMemoryReads);
    }

    /// <summary>Opens a copy of the folder as it lies there now, as after a loss of the process, and applies the rest of the log.</summary>
    public void AssertRecoversFromACopy(string name)
    {
        var copy = Path.Combine(_root, name);
        foreach (var file in Directory.EnumerateFiles(Registry.Folder, "*", SearchOption.AllDirectories).Where(static path => Path.GetFileName(path) != "lock"))
        {
            var to = Path.Combine(copy, Path.GetRelativePath(Registry.Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var target = File.Create(to);
            source.CopyTo(target);
        }

        using (var index = OpenAt(copy))
        {
            Assert.Empty(index.Checkpoints.Unusable);
            Replay(index);
            AssertWhole(index);
        }

        Directory.Delete(copy, recursive: true);
    }

    /// <summary>Applies the rest of the log, compacting where it does not fit, as a node does.</summary>
    public void Replay(CreditIndex index)
    {
        foreach (var logged in Registry.Log.Skip((int)index.Current.Revision))
        {
            try
            {
                index.Apply(logged);
            }
            catch (IndexFullException)
            {
                index.Checkpoints.Take();
                index.Compaction.RunWhole();
                index.Apply(logged);
            }
        }
    }

    public string PathOf(string name) => Path.Combine(_root, name);

    public CheckpointPin Pin() => Index.Checkpoints.Pin("", static () => true)!;

    public static CreditIndex OpenAt(string folder)
    {
        var options = TestRegistry.Options(folder);
        Set(options);
        return CreditIndex.Open(options, RegistryKey.FromBytes(TestRegistry.Secret), TestRegistry.Epoch);
    }

    public void Dispose()
    {
        Registry.Dispose();
        Directory.Delete(_root, recursive: true);
    }
}
