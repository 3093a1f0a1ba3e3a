using System.Text;
using CreditQuery.Log;
using CreditQuery.Log.Embedded;

namespace CreditQuery.UnitTests.Log;

public class DamageTests
{
    private readonly LogBench _bench = new();

    [Theory]
    [InlineData(1)]
    [InlineData(19)]
    [InlineData(60)]
    [InlineData(250)]
    public async Task Open_TornTail_IsCutToWholeEvents(int missing)
    {
        var receipts = await FillAsync(10);
        var length = _bench.Disk.BytesOf(LogBench.FirstSegment).Length - Frame.HeaderBytes;
        _bench.Disk.Cut(LogBench.FirstSegment, length - missing);

        await using var log = _bench.Open();

        var left = missing > 200 ? 8UL : 9UL;
        Assert.Equal(left, log.Head.Revision);
        Assert.Equal(receipts[(int)left - 1].Chain, log.Head.Chain);
        Assert.Equal(left + 1, (await _bench.AppendOneAsync(log, [1])).Revision);
        Assert.Equal((int)left + 1, (await LogBench.ReadAsync(log)).Count);
    }

    [Fact]
    public async Task Open_GarbageBehindTheEnd_IsCutOff()
    {
        await FillAsync(3);
        var clean = _bench.Disk.BytesOf(LogBench.FirstSegment).Length;
        _bench.Disk.Cut(LogBench.FirstSegment, clean + 4000);
        new Random(3).NextBytes(_bench.Disk.BytesOf(LogBench.FirstSegment).AsSpan(clean + 1000));

        await using var log = _bench.Open();

        Assert.Equal(3UL, log.Head.Revision);
        Assert.Equal(clean, _bench.Disk.BytesOf(LogBench.FirstSegment).Length);
    }

    [Fact]
    public async Task Open_AcknowledgedEventDamaged_IsRefusedWithThePlace()
    {
        await FillAsync(10);
        var bytes = _bench.Disk.BytesOf(LogBench.FirstSegment);
        var fifth = StartOfFrame(bytes, 5);
        bytes[fifth + 70] ^= 1;

        var thrown = Assert.Throws<ChangeLogCorruptException>(() => _bench.Open());

        Assert.Equal((LogBench.FirstSegment, (long)fifth, 5UL), (thrown.File, thrown.Offset, thrown.Revision));
        // Refusing changes nothing: whoever repairs the bit has the log back.
        bytes[fifth + 70] ^= 1;
        await using var log = _bench.Open();
        Assert.Equal(10UL, log.Head.Revision);
    }

    [Fact]
    public async Task Open_LastEventOfAClosedLogDamaged_IsRefused()
    {
        await FillAsync(10);
        var bytes = _bench.Disk.BytesOf(LogBench.FirstSegment);
        bytes[StartOfFrame(bytes, 10) + 30] ^= 1;

        Assert.Equal(10UL, Assert.Throws<ChangeLogCorruptException>(() => _bench.Open()).Revision);
    }

    [Fact]
    public async Task Open_EveryFlippedByte_IsRefusedOrHarmless()
    {
        await FillAsync(4, 30);
        var bytes = _bench.Disk.BytesOf(LogBench.FirstSegment);

        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 0x40;
            if (i < bytes.Length - Frame.HeaderBytes)
            {
                // The format field may ask for an upgrade instead.
                Assert.ThrowsAny<ChangeLogException>(() => _bench.Open());
            }

            bytes[i] ^= 0x40;
        }

        await using var log = _bench.Open();
        Assert.Equal(4UL, log.Head.Revision);
    }

    [Theory]
    [InlineData("flip")]
    [InlineData("cut")]
    [InlineData("cut at an event")]
    [InlineData("missing")]
    [InlineData("swapped")]
    public async Task Follow_OlderSegmentDamaged_StopsAndSaysWhere(string damage)
    {
        _bench.Options.SegmentSizeBytes = 2000;
        await FillAsync(100);
        await using var log = _bench.Open();
        var segment = _bench.Disk.Names.Where(static name => name.EndsWith(".log", StringComparison.Ordinal)).ElementAt(2);
        Assert.True(Segment.TryParseFileName(Path.GetFileName(segment), out var first));
        DamageSegment(segment, damage);

        var thrown = await Assert.ThrowsAsync<ChangeLogCorruptException>(() => LogBench.ReadAsync(log));

        Assert.Equal(segment, thrown.File);
        Assert.InRange(thrown.Revision, first, first + 15);
        // Appends do not depend on old segments.
        Assert.Equal(101UL, (await _bench.AppendOneAsync(log, [1])).Revision);
    }

    [Fact]
    public async Task Open_SegmentHeaderDamaged_IsRefused()
    {
        await FillAsync(3);
        _bench.Disk.BytesOf(LogBench.FirstSegment)[50] ^= 1;

        Assert.Equal(0, Assert.Throws<ChangeLogCorruptException>(() => _bench.Open()).Offset);
    }

    [Fact]
    public async Task Open_HeaderMissingBesideEvents_IsRefused()
    {
        await FillAsync(3);
        _bench.Disk.Delete(Path.Combine(LogBench.Folder, LogHeader.FileName));

        Assert.Contains("no header", Assert.Throws<ChangeLogCorruptException>(() => _bench.Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_HeaderUnreadable_IsRefused()
    {
        await FillAsync(3);
        _bench.Disk.BytesOf(Path.Combine(LogBench.Folder, LogHeader.FileName))[3] = (byte)'}';

        Assert.Throws<ChangeLogCorruptException>(() => _bench.Open());
    }

    [Fact]
    public async Task Open_HigherFormat_AsksForUpgrade()
    {
        await FillAsync(3);
        var header = _bench.Disk.BytesOf(Path.Combine(LogBench.Folder, LogHeader.FileName));
        header.AsSpan()[header.AsSpan().IndexOf("\"format\":1"u8) + 9] = (byte)'2';

        Assert.Equal(2u, Assert.Throws<UpgradeNeededException>(() => _bench.Open()).Found);
    }

    [Fact]
    public async Task Open_HigherSegmentFormat_AsksForUpgrade()
    {
        await FillAsync(3);
        _bench.Disk.BytesOf(LogBench.FirstSegment)[8] = 9;

        Assert.Equal(9u, Assert.Throws<UpgradeNeededException>(() => _bench.Open()).Found);
    }

    [Fact]
    public async Task Open_SegmentOfAnotherLog_IsRefused()
    {
        await FillAsync(3);
        var header = _bench.Disk.BytesOf(Path.Combine(LogBench.Folder, LogHeader.FileName));
        var epoch = header.AsSpan().IndexOf("\"epoch\":\""u8) + 9;
        Encoding.ASCII.GetBytes("0123456789abcdef", header.AsSpan(epoch));

        Assert.Contains("epoch", Assert.Throws<ChangeLogCorruptException>(() => _bench.Open()).Message, StringComparison.Ordinal);
    }

    // Where the frame of a revision starts: frames follow each other behind the header, each tells its length.
    private static int StartOfFrame(byte[] bytes, int revision)
    {
        var at = SegmentHeader.SizeBytes;
        for (var i = 1; i < revision; i++)
        {
            at += Frame.HeaderBytes + BitConverter.ToInt32(bytes, at + 4);
        }

        return at;
    }

    private void DamageSegment(string segment, string damage)
    {
        var bytes = _bench.Disk.BytesOf(segment);
        switch (damage)
        {
            case "flip": bytes[StartOfFrame(bytes, 3) + 40] ^= 8; break;
            case "cut": _bench.Disk.Cut(segment, bytes.Length - 10); break;
            case "cut at an event": _bench.Disk.Cut(segment, StartOfFrame(bytes, 4)); break;
            case "missing": _bench.Disk.Delete(segment); break;
            default:
                // The third event stands where the second should: its checksum is right, its place is not.
                bytes.AsSpan(StartOfFrame(bytes, 3), 100).CopyTo(bytes.AsSpan(StartOfFrame(bytes, 2)));
                break;
        }
    }

    private async Task<List<AppendReceipt>> FillAsync(int count, int bytes = 100)
    {
        await using var log = _bench.Open();
        return await _bench.AppendAsync(log, count, bytes);
    }
}
