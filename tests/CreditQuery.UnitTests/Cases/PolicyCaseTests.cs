using CreditQuery.UnitTests.Rules.Support;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace CreditQuery.UnitTests.Cases;

/// <summary>Every policy case on every catalogue it names: regions and years differ by data, not by code.</summary>
public class PolicyCaseTests
{
    private static readonly Dictionary<string, List<PolicyCase>> Files = Directory
        .EnumerateFiles(Path.Combine(TestCatalogues.Root(), "tests/CreditQuery.UnitTests/Cases"), "*.yaml")
        .Order(StringComparer.Ordinal)
        .ToDictionary(f => Path.GetFileNameWithoutExtension(f), Read);

    public static TheoryData<string, string, string> All
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var (file, cases) in Files)
            {
                foreach (var policyCase in cases)
                {
                    foreach (var catalogue in policyCase.Catalogues)
                    {
                        data.Add(file, policyCase.Name, catalogue);
                    }
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Check_InPolicyCase_AnswersAsTheLawSays(string file, string name, string catalogue)
    {
        var policyCase = Files[file].Single(c => c.Name == name);

        new PolicyCaseRunner(TestCatalogues.Named(catalogue), policyCase).Run();
    }

    [Fact]
    public void Cases_OfEveryFile_CiteASource() => Assert.All(Files.Values.SelectMany(c => c), c => Assert.NotEqual("", c.Source));

    private static List<PolicyCase> Read(string path)
    {
        var yaml = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build();
        return yaml.Deserialize<PolicyCaseFile>(File.ReadAllText(path)).Cases;
    }
}
