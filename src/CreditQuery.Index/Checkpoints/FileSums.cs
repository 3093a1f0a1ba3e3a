using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json.Serialization;

namespace CreditQuery.Index.Checkpoints;

/// <summary>Length and checksums of a file of a checkpoint, as its manifest holds them.</summary>
/// <param name="Name">Path below the folder of the index.</param>
/// <param name="Bytes">Bytes that belong to the checkpoint; the file of records may go on behind them.</param>
/// <param name="Sums">A checksum (4 bytes, little-endian) of each mebibyte, the last one of what is left.</param>
internal sealed record FileSums(string Name, long Bytes, byte[] Sums)
{
    /// <summary>Bytes that one checksum stands for.</summary>
    public const int RangeBytes = 1 << 20;

    private const int SumBytes = sizeof(uint);

    /// <summary>How many checksums there are.</summary>
    [JsonIgnore]
    public int Count => (int)((Bytes + RangeBytes - 1) / RangeBytes);

    /// <summary>Whether there is a checksum for every range.</summary>
    [JsonIgnore]
    public bool IsWhole => Bytes >= 0 && Sums.Length == (long)Count * SumBytes;

    /// <summary>The checksum of a range.</summary>
    /// <param name="range">Its number, from 0.</param>
    public uint SumOf(int range) => BinaryPrimitives.ReadUInt32LittleEndian(Sums.AsSpan(range * SumBytes));

    /// <summary>Reads a file and sums it up.</summary>
    /// <param name="folder">Folder of the index.</param>
    /// <param name="name">Path below it.</param>
    /// <param name="bytes">Bytes that belong to the checkpoint.</param>
    /// <param name="before">The file as an earlier checkpoint left it: its whole ranges are not read again. Null for none.</param>
    /// <exception cref="IOException">It is shorter.</exception>
    public static FileSums Of(string folder, string name, long bytes, FileSums? before)
    {
        var sums = new FileSums(name, bytes, []);
        sums = sums with { Sums = new byte[sums.Count * SumBytes] };
        var known = before is null ? 0 : (int)(Math.Min(before.Bytes, bytes) / RangeBytes);
        before?.Sums.AsSpan(0, known * SumBytes).CopyTo(sums.Sums);
        sums.ForEachRange(folder, known, (index, sum) => BinaryPrimitives.WriteUInt32LittleEndian(sums.Sums.AsSpan(index * SumBytes), sum));
        return sums;
    }

    /// <summary>Compares the file with its checksums, on all processors.</summary>
    /// <param name="folder">Folder of the index.</param>
    /// <returns>What is wrong; null if nothing is.</returns>
    public string? FaultIn(string folder)
    {
        if (!IsWhole)
        {
            return $"{Name} has no checksums";
        }

        var damaged = int.MaxValue;
        try
        {
            ForEachRange(folder, 0, (index, sum) =>
            {
                for (var seen = damaged; sum != SumOf(index) && index < seen; seen = damaged)
                {
                    Interlocked.CompareExchange(ref damaged, index, seen);
                }
            });
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return $"{Name}: {fault.Message}";
        }

        return damaged == int.MaxValue ? null : $"{Name} is damaged between bytes {(long)damaged * RangeBytes} and {Math.Min((damaged + 1L) * RangeBytes, Bytes)}";
    }

    private void ForEachRange(string folder, int from, Action<int, uint> told)
    {
        using var file = File.OpenHandle(Path.Combine(folder, Name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (RandomAccess.GetLength(file) < Bytes)
        {
            throw new IOException($"The file has {RandomAccess.GetLength(file)} bytes, {Bytes} belong to the checkpoint.");
        }

        try
        {
            Parallel.For(from, Count, () => ArrayPool<byte>.Shared.Rent(RangeBytes), (index, _, buffer) =>
            {
                var offset = (long)index * RangeBytes;
                var range = buffer.AsSpan(0, (int)Math.Min(RangeBytes, Bytes - offset));
                for (var done = 0; done < range.Length;)
                {
                    var got = RandomAccess.Read(file, range[done..], offset + done);
                    done += got > 0 ? got : throw new IOException("The file became shorter while it was read.");
                }

                told(index, LaneCrc32C.Of(range));
                return buffer;
            }, static buffer => ArrayPool<byte>.Shared.Return(buffer));
        }
        catch (AggregateException faults) when (faults.InnerException is IOException or UnauthorizedAccessException)
        {
            throw new IOException(faults.InnerException.Message, faults.InnerException);
        }
    }
}
