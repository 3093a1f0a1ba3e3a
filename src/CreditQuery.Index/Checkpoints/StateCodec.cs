using System.Buffers.Binary;
using System.Runtime.InteropServices;
using CreditQuery.Index.Apply;
using CreditQuery.Index.Snapshots;
using CreditQuery.Index.Transfer;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Coverage;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Index.Checkpoints;

/// <summary>Writes and reads what is known beside the records: one block with a CRC-32C at its end.</summary>
internal static class StateCodec
{
    private const int Format = 2;
    private const int CrcBytes = 4;

    /// <summary>Writes the state of one revision.</summary>
    public static byte[] Write(RegistrySnapshot snapshot, ChangeIdMemory changeIds)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Format);
        WriteCounts(writer, snapshot.Counts);
        WriteFacts(writer, snapshot.Facts);
        writer.Write(changeIds.Count);
        foreach (var (id, outcome) in changeIds.Known)
        {
            WriteNumber(writer, id);
            WriteNumber(writer, outcome.Digest);
            writer.Write(outcome.Revision);
            writer.Write(outcome.Count);
            WriteBytes(writer, outcome.Encoded);
        }

        writer.Write(Crc32C.Of(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        return stream.ToArray();
    }

    /// <summary>Reads a state.</summary>
    /// <exception cref="InvalidDataException">The block is damaged, or of an earlier format.</exception>
    /// <exception cref="NewerCheckpointException">It is of a later format.</exception>
    public static RegistryFacts Read(byte[] bytes, ChangeIdMemory changeIds, out RegistryCounts counts)
    {
        if (bytes.Length < 2 * CrcBytes || Crc32C.Of(bytes.AsSpan(0, bytes.Length - CrcBytes)) != BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(bytes.Length - CrcBytes)))
        {
            throw new InvalidDataException("The state is damaged.");
        }

        using var reader = new BinaryReader(new MemoryStream(bytes));
        var format = reader.ReadInt32();
        if (format != Format)
        {
            throw format > Format
                ? new NewerCheckpointException("the state of a checkpoint", format, Format)
                : new InvalidDataException("The state is of an earlier format.");
        }

        counts = ReadCounts(reader);
        var facts = ReadFacts(reader);
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var id = ReadNumber(reader);
            var digest = ReadNumber(reader);
            var (revision, count) = (reader.ReadUInt64(), reader.ReadInt32());
            changeIds.Add(id, new FirstOutcome(digest, revision, ReadBytes(reader), count));
        }

        return facts;
    }

    private static void WriteCounts(BinaryWriter writer, in RegistryCounts counts)
    {
        foreach (var count in (ReadOnlySpan<long>)[counts.Subjects, counts.Aliases, counts.BareOrgCodes, counts.Entries, counts.Slots, counts.Tombstones])
        {
            writer.Write(count);
        }
    }

    private static RegistryCounts ReadCounts(BinaryReader reader) => new()
    {
        Subjects = reader.ReadInt64(),
        Aliases = reader.ReadInt64(),
        BareOrgCodes = reader.ReadInt64(),
        Entries = reader.ReadInt64(),
        Slots = reader.ReadInt64(),
        Tombstones = reader.ReadInt64(),
    };

    private static void WriteFacts(BinaryWriter writer, RegistryFacts facts)
    {
        writer.Write(facts.Catalogues.Length);
        foreach (var version in facts.Catalogues)
        {
            writer.Write(version.Revision);
            WriteBytes(writer, version.Catalogue.Content.Span);
        }

        writer.Write(facts.Adoptions.Length);
        foreach (var adoption in facts.Adoptions)
        {
            writer.Write(adoption.Measure);
            writer.Write(adoption.Region);
            writer.Write(adoption.Department);
            writer.Write(adoption.Days.From);
            writer.Write(adoption.Days.To);
            writer.Write(adoption.DocumentNo);
        }

        writer.Write(facts.Sources.Sources.Count);
        for (var i = 0; i < facts.Sources.Sources.Count; i++)
        {
            WriteSource(writer, facts.Sources.Sources[i], facts.Sources.LastChangeAt(i));
        }

        writer.Write(facts.Quarantine.Length);
        foreach (var set in facts.Quarantine)
        {
            WriteQuarantined(writer, set);
        }
    }

    private static RegistryFacts ReadFacts(BinaryReader reader)
    {
        var catalogues = new (ulong Revision, Catalogue File)[reader.ReadInt32()];
        for (var i = 0; i < catalogues.Length; i++)
        {
            var revision = reader.ReadUInt64();
            var loaded = CatalogueLoader.Load(ReadBytes(reader));
            catalogues[i] = (revision, loaded.Catalogue ?? throw new InvalidDataException($"The catalogue of revision {revision} is no longer valid for this version."));
        }

        var adoptions = new RecordedAdoption[reader.ReadInt32()];
        for (var i = 0; i < adoptions.Length; i++)
        {
            var (measure, region, department) = (reader.ReadString(), reader.ReadInt32(), reader.ReadString());
            adoptions[i] = new RecordedAdoption(measure, region, department, new DayRange(reader.ReadInt32(), reader.ReadInt32()), reader.ReadString());
        }

        var sources = SourceRegister.Empty;
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            sources = ReadSource(reader, sources);
        }

        var quarantine = new QuarantinedSet[reader.ReadInt32()];
        for (var i = 0; i < quarantine.Length; i++)
        {
            quarantine[i] = ReadQuarantined(reader);
        }

        var facts = RegistryFacts.Empty.With(sources).With([.. adoptions]) with { Quarantine = [.. quarantine] };
        return catalogues.Aggregate(facts, (known, c) => known.With(CatalogueVersion.Of(c.File, c.Revision, known.Adoptions, known.Sources)));
    }

    private static void WriteSource(BinaryWriter writer, SourceDefinition source, DateTimeOffset lastChangeAt)
    {
        writer.Write(source.Code);
        writer.Write(source.ListTypes.Count);
        foreach (var code in source.ListTypes)
        {
            writer.Write(code);
        }

        writer.Write(source.Regions.Count);
        foreach (var region in source.Regions)
        {
            writer.Write(region);
        }

        writer.Write(source.CoverageFrom);
        writer.Write(source.MaxSilence?.Ticks ?? -1);
        writer.Write(lastChangeAt.UtcTicks);
        writer.Write(source.MissingRows);
        writer.Write(source.IsWithheld);
    }

    private static SourceRegister ReadSource(BinaryReader reader, SourceRegister sources)
    {
        var code = reader.ReadString();
        var listTypes = new string[reader.ReadInt32()];
        for (var i = 0; i < listTypes.Length; i++)
        {
            listTypes[i] = reader.ReadString();
        }

        var regions = new int[reader.ReadInt32()];
        for (var i = 0; i < regions.Length; i++)
        {
            regions[i] = reader.ReadInt32();
        }

        var (coverageFrom, silence, lastChange) = (reader.ReadInt32(), reader.ReadInt64(), reader.ReadInt64());
        var source = new SourceDefinition(code, listTypes, regions, coverageFrom, silence < 0 ? null : TimeSpan.FromTicks(silence), reader.ReadUInt64(), reader.ReadBoolean());
        return sources.With(source, new DateTimeOffset(lastChange, TimeSpan.Zero));
    }

    private static void WriteQuarantined(BinaryWriter writer, QuarantinedSet set)
    {
        writer.Write(set.Revision);
        writer.Write(set.Reason);
        writer.Write(set.RecordedAtMs);
        writer.Write(set.Resolution);
        WriteBytes(writer, MemoryMarshal.AsBytes(set.Subjects.ToArray().AsSpan()));
    }

    private static QuarantinedSet ReadQuarantined(BinaryReader reader)
    {
        var (revision, reason, recordedAtMs, resolution) = (reader.ReadUInt64(), reader.ReadString(), reader.ReadInt64(), reader.ReadString());
        return new QuarantinedSet(revision, reason, recordedAtMs, MemoryMarshal.Cast<byte, SubjectKey>(ReadBytes(reader)).ToArray(), resolution);
    }

    private static void WriteNumber(BinaryWriter writer, UInt128 number)
    {
        writer.Write((ulong)(number >> 64));
        writer.Write((ulong)number);
    }

    private static UInt128 ReadNumber(BinaryReader reader) => new(reader.ReadUInt64(), reader.ReadUInt64());

    private static void WriteBytes(BinaryWriter writer, ReadOnlySpan<byte> bytes)
    {
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    private static byte[] ReadBytes(BinaryReader reader) => reader.ReadBytes(reader.ReadInt32());
}
