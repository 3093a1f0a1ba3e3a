using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json.Serialization;

namespace CreditQuery.Index.Checkpoints;

/// <summary>Length and checksums of a file of a checkpoint, as its manifest holds them.</summary>
/// <param name="Name">Path below the folder of the index.</param>
/// <param name="Bytes">Where what belongs to the checkpoint ends, from the start of the file; the file of records may go on behind it.</param>
/// <param name="Sums">A checksum (4 bytes, little-endian) of each mebibyte, the last one of what is left.</param>
/// <param name="From">Where it begins: whole mebibytes. What lies before was given up by a compaction, and may be anything.</param>
internal sealed record FileSums(
    string Name, long Bytes, byte[] Sums, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long From = 0)
{
    /// <summary>Bytes that one checksum stands for.</summary>
    public const int RangeBytes = 1 << 20;

    private const int SumBytes = sizeof(uint);

    /// <summary>How many checksums there are.</summary>
    [JsonIgnore]
    public int Count => (int)((Length + RangeBytes - 1) / RangeBytes);

    /// <summary>Bytes that belong to the checkpoint.</summary>
    [JsonIgnore]
    public long Length => Bytes - From;

    /// <summary>Whether there is a checksum for every range.</summary>
    [JsonIgnore]
    public bool IsWhole => From >= 0 && From % RangeBytes == 0 && Bytes >= From && Sums.Length == (long)Count * SumBytes;

    /// <summary>The checksum of a range.</summary>
    /// <param name="range">Its number, from 0.</param>
    public uint SumOf(int range) => BinaryPrimitives.ReadUInt32LittleEndian(Sums.AsSpan(range * SumBytes));

    /// <summary>Where a range begins, from the start of the file.</summary>
    /// <param name="range">Its number, from 0.</param>
    public long OffsetOf(int range) => From + ((long)range * RangeBytes);

    /// <summary>Reads a file and sums it up.</summary>
    /// <param name="folder">Folder of the index.</param>
    /// <param name="name">Path below it.</param>
    /// <param name="part">What of it belongs to the checkpoint: from a whole mebibyte on.</param>
    /// <param name="before">The file as an earlier checkpoint left it: its whole ranges are not read again. Null for none.</param>
    /// <exception cref="IOException">It is shorter.</exception>
    public static FileSums Of(string folder, string name, FilePart part, FileSums? before)
    {
        var sums = new FileSums(name, part.End, [], part.From);
        sums = sums with { Sums = new byte[sums.Count * SumBytes] };
        var known = 0;
        if (before is not null && before.From <= part.From && Math.Min(before.Bytes, part.End) > part.From)
        {
            known = (int)((Math.Min(before.Bytes, part.End) - part.From) / RangeBytes);
            before.Sums.AsSpan((int)((part.From - before.From) / RangeBytes) * SumBytes, known * SumBytes).CopyTo(sums.Sums);
        }

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

        return damaged == int.MaxValue ? null : $"{Name} is damaged between bytes {OffsetOf(damaged)} and {Math.Min(OffsetOf(damaged) + RangeBytes, Bytes)}";
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
                var offset = OffsetOf(index);
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
