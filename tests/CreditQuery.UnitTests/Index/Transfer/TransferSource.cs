using CreditQuery.Index.Transfer;

namespace CreditQuery.UnitTests.Index.Transfer;

/// <summary>An index with a checkpoint of several blocks, and places to take it to.</summary>
internal sealed class TransferSource : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("creditquery-transfer-").FullName;

    public TransferSource(int subjects = 0)
    {
        var random = new RandomChanges(Registry, 19);
        for (var i = 0; i < 30; i++)
        {
            Registry.Apply(random.Next().Change);
        }

        if (subjects > 0)
        {
            Registry.Apply(TestRegistry.SetOf(Enumerable.Range(10_000, subjects).Select(n => Registry.PutSubject(SampleSubjects.Uscc(n)))));
        }

        Registry.Index.Checkpoints.Take();
    }

    public TestRegistry Registry { get; } = new();

    public string PathOf(string name) => Path.Combine(_root, name);

    public CheckpointPin Pin() => Registry.Index.Checkpoints.Pin("", static () => true)!;

    public static Dictionary<ulong, byte[]> BlocksOf(CheckpointReader reader)
    {
        var blocks = new Dictionary<ulong, byte[]>();
        var buffer = new byte[CheckpointDescription.MaxBlockBytes];
        for (var block = 1UL; block <= reader.Description.Blocks; block++)
        {
            blocks[block] = buffer[..reader.ReadBlock(block, buffer)];
        }

        return blocks;
    }

    public static void Flip(string path, long offset)
    {
        using var file = File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Position = offset;
        var value = file.ReadByte();
        file.Position = offset;
        file.WriteByte((byte)(value ^ 0x20));
    }

    public void Dispose()
    {
        Registry.Dispose();
        Directory.Delete(_root, recursive: true);
    }
}
