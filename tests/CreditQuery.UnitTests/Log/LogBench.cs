using CreditQuery.Log;
using CreditQuery.Log.Embedded;
using CreditQuery.Log.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace CreditQuery.UnitTests.Log;

/// <summary>Opens, fills and reads logs on a simulated disk.</summary>
internal sealed class LogBench
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public const string Folder = "/registry/log";
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public LogBench(int seed = 1) => Disk = new LossyDisk(new Random(seed));

    public LossyDisk Disk { get; }

    public SteppingClock Clock { get; } = new();

    public byte[] KeyCheck { get; set; } = [1, 2, 3, 4];

    public ChangeLogOptions Options { get; } = new() { Path = Folder, SegmentSizeBytes = 1 << 20 };

    public static string FirstSegment => Path.Combine(Folder, Segment.FileName(1));

    public EmbeddedChangeLog Open(ILogFileSystem? files = null) => EmbeddedChangeLog.Open(
        Options, KeyCheck, new LogSurroundings(files ?? Disk, Clock, NullLogger.Instance), TestContext.Current.CancellationToken);

    /// <summary>Appends sets of so many bytes, one after another.</summary>
    public async Task<List<AppendReceipt>> AppendAsync(IChangeLog log, int count, int bytes = 100)
    {
        var receipts = new List<AppendReceipt>();
        for (var i = 0; i < count; i++)
        {
            receipts.Add(await AppendOneAsync(log, PayloadOf(i, bytes)));
        }

        return receipts;
    }

    public Task<AppendReceipt> AppendOneAsync(IChangeLog log, byte[] payload) =>
        log.AppendAsync(payload, ChangeId.New(Clock), "tester", Token).AsTask().WaitAsync(Patience, Token);

    public static byte[] PayloadOf(int number, int bytes)
    {
        var payload = new byte[bytes];
        new Random(number).NextBytes(payload);
        return payload;
    }

    /// <summary>Reads all events after a revision up to the head.</summary>
    public static async Task<List<ChangeLogEvent>> ReadAsync(IChangeLog log, ulong after = 0)
    {
        using var reader = log.Follow(after);
        return await ReadAsync(reader, log.Head.Revision);
    }

    /// <summary>Reads events until a revision; copies what lies in the reader's buffer.</summary>
    public static async Task<List<ChangeLogEvent>> ReadAsync(IChangeLogReader reader, ulong until)
    {
        var events = new List<ChangeLogEvent>();
        while (reader.Position < until && await reader.WaitToReadAsync(Token).AsTask().WaitAsync(Patience, Token))
        {
            while (reader.Position < until && reader.TryRead(out var next))
            {
                events.Add(Copy(next));
            }
        }

        return events;
    }

    private static ChangeLogEvent Copy(in ChangeLogEvent source) => new()
    {
        Revision = source.Revision,
        RecordedAtMs = source.RecordedAtMs,
        ChangeId = source.ChangeId,
        Author = source.Author,
        PreviousChain = source.PreviousChain,
        Chain = source.Chain,
        Payload = source.Payload.ToArray(),
        Raw = source.Raw.ToArray(),
    };
}
