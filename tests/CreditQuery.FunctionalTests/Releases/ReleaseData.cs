using CreditQuery.Cli.Sample;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.V1;
using Google.Protobuf;

namespace CreditQuery.FunctionalTests.Releases;

/// <summary>A small data folder with invented subjects, as a release leaves it behind, and the answers that it gave.</summary>
internal static class ReleaseData
{
    /// <summary>Key of the committed folders: a test's key, which guards nothing.</summary>
    public const string Key = "5f3c1d2e4b6a798801122334455667788990aabbccddeeff0123456789abcdef";

    private const string AnswersFile = "answers.json";

    /// <summary>Small memory, so that the folder is small.</summary>
    public static (string Key, string Value)[] Settings =>
        [("RegistryKey:Value", Key), ("Index:RecordMemoryBytes", "16777216"), ("Index:HashTableBytes", "65536")];

    /// <summary>Writes a folder: data by this version of the server, and its answers.</summary>
    public static async Task WriteAsync(string target)
    {
        using var folder = new NodeFolder();
        var answers = new List<string>();
        await using (var node = await NodeHost.StartAsync(folder, Settings))
        {
            await FillAsync(node);
            foreach (var request in Questions())
            {
                answers.Add(JsonFormatter.Default.Format(request));
                answers.Add(JsonFormatter.Default.Format(Comparable(await node.CheckAsync(request))));
            }
        }

        Copy(Path.Combine(folder.Root, "data"), Path.Combine(target, "data"));
        await File.WriteAllLinesAsync(Path.Combine(target, AnswersFile), answers);
    }

    /// <summary>Opens a copy of a folder and compares its answers.</summary>
    public static async Task AssertAnswersAsync(string source)
    {
        using var folder = new NodeFolder();
        Copy(Path.Combine(source, "data"), Path.Combine(folder.Root, "data"));
        var answers = await File.ReadAllLinesAsync(Path.Combine(source, AnswersFile), TestContext.Current.CancellationToken);
        await using var node = await NodeHost.StartAsync(folder, Settings);
        for (var i = 0; i + 1 < answers.Length; i += 2)
        {
            var answer = await node.CheckAsync(JsonParser.Default.Parse<CheckSubjectRequest>(answers[i]));
            Assert.Equal(JsonParser.Default.Parse<CheckSubjectResponse>(answers[i + 1]), Comparable(answer));
        }
    }

    private static async Task FillAsync(NodeHost node)
    {
        await node.ApplyAsync(Samples.FullSource(Samples.AllListTypes()));
        await node.ApplyAsync(Samples.Describe(name: "样例甲"), Samples.Order());
        await node.ApplyAsync(Samples.DescribeUnit(), Samples.Order(Samples.OtherPerson, "999999-court:2"));
        await node.ApplyAsync(new Change
        {
            LinkPerson = new LinkPerson { Unit = Samples.UnitSubject(), Person = Samples.PersonSubject(), Role = Role.LegalRep },
        });
        await node.ApplyAsync(new Change
        {
            ExitEntry = new ExitEntry
            {
                Entry = new EntryRef { Subject = Samples.PersonSubject(Samples.OtherPerson), EntryId = "999999-court:2" },
                Reason = "performed",
                NoticeNo = "n-2",
            },
        });
        await node.ApplyAsync([.. Enumerable.Range(0, 200).Select(n => Samples.Order(SampleIdentifiers.CitizenId(n), $"999999-court:{100 + n}"))]);
    }

    private static IEnumerable<CheckSubjectRequest> Questions()
    {
        yield return Samples.AirCheck();
        yield return Samples.AirCheck(Samples.OtherPerson);
        yield return Samples.AirCheck(SampleIdentifiers.CitizenId(7));
        yield return Samples.AirCheck(SampleIdentifiers.CitizenId(90_000));
        yield return Samples.LicenseCheck();
    }

    // What differs between two runs by nature: the check's own id and the instants of answering.
    private static CheckSubjectResponse Comparable(CheckSubjectResponse answer)
    {
        var copy = answer.Clone();
        copy.CheckId = "";
        copy.Freshness.AnsweredAt = null;
        copy.Freshness.SourceTime = null;
        return copy;
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
