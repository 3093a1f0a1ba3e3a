namespace CreditQuery.UnitTests.Log;

/// <summary>A file's bytes: as the process sees them, and as the disk holds them.</summary>
internal sealed class LossyInode
{
    private const int SectorBytes = 512;

    private readonly HashSet<int> _dirty = [];
    private byte[] _seen = [];
    private byte[] _durable = [];

    public int Length => _seen.Length;

    public byte[] Bytes => _seen;

    public bool IsDirty => _dirty.Count > 0;

    public int Read(Span<byte> destination, long offset)
    {
        var available = _seen.AsSpan((int)Math.Min(offset, _seen.Length));
        var count = Math.Min(available.Length, destination.Length);
        available[..count].CopyTo(destination);
        return count;
    }

    public void Write(ReadOnlySpan<byte> source, long offset)
    {
        if (_seen.Length < offset + source.Length)
        {
            Array.Resize(ref _seen, (int)offset + source.Length);
        }

        source.CopyTo(_seen.AsSpan((int)offset));
        for (var sector = (int)offset / SectorBytes; sector * SectorBytes < offset + source.Length; sector++)
        {
            _dirty.Add(sector);
        }
    }

    /// <summary>The system writes back on its own whenever it likes: here one dirty sector, with the length it needs.</summary>
    public void WriteBack(Random random)
    {
        var sector = _dirty.ElementAt(random.Next(_dirty.Count));
        var start = sector * SectorBytes;
        var end = Math.Min(start + SectorBytes, _seen.Length);
        if (_durable.Length < end)
        {
            Array.Resize(ref _durable, end);
        }

        _seen.AsSpan(start..end).CopyTo(_durable.AsSpan(start));
    }

    public void SetLength(long length)
    {
        Array.Resize(ref _seen, (int)length);
        _dirty.RemoveWhere(sector => sector * SectorBytes >= length);
    }

    public void Sync()
    {
        _durable = [.. _seen];
        _dirty.Clear();
    }

    /// <summary>What the disk holds when the power goes: any of the unsynced sectors, and any length in between.</summary>
    public void LosePower(Random random)
    {
        var shorter = Math.Min(_seen.Length, _durable.Length);
        var longer = Math.Max(_seen.Length, _durable.Length);
        var after = new byte[random.Next(3) switch { 0 => _durable.Length, 1 => _seen.Length, _ => random.Next(shorter, longer + 1) }];
        _durable.AsSpan(0, Math.Min(_durable.Length, after.Length)).CopyTo(after);
        foreach (var sector in _dirty.Where(_ => random.Next(2) == 0))
        {
            var start = sector * SectorBytes;
            var end = Math.Min(Math.Min(start + SectorBytes, _seen.Length), after.Length);
            if (start < end)
            {
                _seen.AsSpan(start..end).CopyTo(after.AsSpan(start));
            }
        }

        _seen = after;
        Sync();
    }
}
