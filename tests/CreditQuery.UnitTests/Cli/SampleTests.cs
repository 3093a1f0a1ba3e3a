using System.Security.Cryptography;
using System.Text.RegularExpressions;
using CreditQuery.Cli.Import;
using CreditQuery.Cli.Sample;
using CreditQuery.Client;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.UnitTests.Cli;

public sealed partial class SampleTests
{
    private static readonly SampleOptions Options = new(Seed: 7, Subjects: 4000, ListedShare: 0.1, AsOf: new DateOnly(2026, 11, 22));

    [Fact]
    public void Write_SameSeed_GivesTheSameFiles()
    {
        using var one = new TemporaryDirectory();
        using var two = new TemporaryDirectory();
        using var other = new TemporaryDirectory();

        Write(one, Options);
        Write(two, Options);
        Write(other, Options with { Seed = 8 });

        Assert.Equal(Hash(one), Hash(two));
        Assert.NotEqual(Hash(one), Hash(other));
    }

    [Fact]
    public void Write_AllFiles_ImportWithoutRejection()
    {
        using var directory = new TemporaryDirectory();
        using var client = new CreditQueryClient(new CreditQueryClientOptions());
        var manifest = Write(directory, Options);

        foreach (var file in manifest.Files)
        {
            using var rejects = new RejectFile(Path.Combine(directory.Path, "rejects.csv"));
            var profile = new ImportProfile { ListType = file.ListType, Issuer = file.Issuer };
            var totals = new FileImport(client, profile, "test", isStrict: false, new Delivery())
                .Read(Path.Combine(directory.Path, file.Name), null, rejects, static (_, _) => { }, CancellationToken.None);

            Assert.Equal(file.Rows, totals.Rows);
            Assert.Equal(0, totals.Rejected);
        }
    }

    [Fact]
    public void Write_ListedShare_IsAboutThatMany()
    {
        var entries = new SampleEntries(Options);

        var listed = Enumerable.Range(0, Options.Subjects).Count(entries.IsListed);

        Assert.InRange(listed, 320, 480);
    }

    [Fact]
    public void Identifiers_OfManyNumbers_AreDifferentAndOfTheInventedRegion()
    {
        var subjects = new SampleSubjects(Options);
        var seen = new HashSet<string>();

        for (var i = 0; i < Options.Subjects; i++)
        {
            var subject = subjects.At(i);
            Assert.True(seen.Add(subject.Identifier));
            Assert.Equal(SampleIdentifiers.Region, subject.IsPerson ? subject.Identifier[..6] : subject.Identifier[2..8]);
            Assert.Equal(IdentifierFindings.None, IdentifierParser.Parse(IdentifierType.Unspecified, subject.Identifier, out _));
        }
    }

    [Fact]
    public void Cases_AllIdentifiers_AreApartFromTheOthers()
    {
        var cases = new SampleCases(Options.AsOf);

        Assert.True(SampleOptions.MaxSubjects <= SampleCases.FirstPerson);
        Assert.All(cases.Cases, c => Assert.Contains(c.Identifier, c.Command, StringComparison.Ordinal));
        Assert.True(cases.Cases.Count >= 15);
    }

    [Fact]
    public void ListTypes_OfTheSample_AreInTheShippedCatalogue()
    {
        var catalogue = File.ReadAllText(Path.Combine(Root(), "catalogues", "cn-2026.yaml"));
        var codes = CodeLine().Matches(catalogue).Select(m => m.Groups[1].Value).ToHashSet();

        Assert.All(SampleListTypes.Used.Select(t => t.Code).Concat(SampleListTypes.Empty), code => Assert.Contains(code, codes));
        Assert.All(SampleListTypes.Used.Select(t => t.Authority), code => Assert.Contains(code, codes));
    }

    [Fact]
    public void ListTypes_OfTheShippedCatalogue_AreAllCoveredByTheSample()
    {
        var catalogue = File.ReadAllText(Path.Combine(Root(), "catalogues", "cn-2026.yaml"));
        var start = catalogue.IndexOf("\nlist_types:", StringComparison.Ordinal);
        var end = catalogue.IndexOf("\nmeasures:", StringComparison.Ordinal);
        var listTypes = ListTypeLine().Matches(catalogue[start..end]).Select(m => m.Groups[1].Value);

        Assert.Empty(listTypes.Except(SampleListTypes.Used.Select(t => t.Code)).Except(SampleListTypes.Empty));
    }

    private static SampleManifest Write(TemporaryDirectory directory, SampleOptions options) =>
        SampleSet.Write(options, Path.Combine(directory.Path), static _ => { }, CancellationToken.None);

    private static string Hash(TemporaryDirectory directory)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.EnumerateFiles(directory.Path, "*", SearchOption.AllDirectories)
            .Where(f => !f.EndsWith("TRY.md", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            hash.AppendData(File.ReadAllBytes(file));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static string Root()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "CreditQuery.sln")))
        {
            directory = Path.GetDirectoryName(directory) ?? throw new DirectoryNotFoundException("The tree's root is not above the tests.");
        }

        return directory;
    }

    [GeneratedRegex(@"code: ([a-z0-9_]+)")]
    private static partial Regex CodeLine();

    [GeneratedRegex(@"^  - code: ([a-z0-9_]+)", RegexOptions.Multiline)]
    private static partial Regex ListTypeLine();
}
