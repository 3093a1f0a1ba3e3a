namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>What a disk does to a checkpoint while nobody looks.</summary>
internal static class CheckpointDamage
{
    private const int Every = 96;

    /// <summary>Changes bytes all over one file of an index, or cuts it.</summary>
    /// <param name="folder">Folder of the index; no process has it open.</param>
    /// <param name="random">Decides which and how.</param>
    /// <returns>What was done, for the trace.</returns>
    public static string Do(string folder, Random random)
    {
        var files = Directory.Exists(folder)
            ? Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(static path => new FileInfo(path).Length > 0).Order(StringComparer.Ordinal).ToArray()
            : [];
        if (files.Length == 0)
        {
            return "nothing there";
        }

        var path = files[random.Next(files.Length)];
        return random.Next(3) == 0 ? Cut(path, random) : Change(path, random);
    }

    /// <summary>Changes bytes of the records, of every checkpoint.</summary>
    public static void DoRecords(string folder, Random random)
    {
        foreach (var path in Directory.GetFiles(folder, "*", SearchOption.TopDirectoryOnly).Where(static path => Path.GetFileName(path).StartsWith("records.log", StringComparison.Ordinal)))
        {
            Change(path, random);
        }
    }

    private static string Cut(string path, Random random)
    {
        using var file = File.Open(path, FileMode.Open);
        file.SetLength(random.NextInt64(file.Length));
        return $"{Path.GetFileName(path)} cut to {file.Length} bytes";
    }

    private static string Change(string path, Random random)
    {
        var content = File.ReadAllBytes(path);
        for (var at = random.Next(Math.Min(Every, content.Length)); at < content.Length; at += 1 + random.Next(2 * Every))
        {
            content[at] ^= (byte)(1 << random.Next(8));
        }

        File.WriteAllBytes(path, content);
        return $"{Path.GetFileName(path)} changed all over";
    }
}
