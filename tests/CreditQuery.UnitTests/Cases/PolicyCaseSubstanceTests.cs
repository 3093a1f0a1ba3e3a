using System.Text.RegularExpressions;

namespace CreditQuery.UnitTests.Cases;

/// <summary>The cases differ in substance, not in names or days, and each cites what it rests on.</summary>
public partial class PolicyCaseSubstanceTests
{
    private const int Least = 400;

    // Keys of a case that are not its substance.
    private static readonly string[] Labels = ["name", "source", "functions", "near_miss_of"];

    [Fact]
    public void Cases_WithoutNamesAndDays_AreFourHundredAtLeast()
    {
        var substance = PolicyCases.Untyped().Select(c => Substance(c)).ToHashSet(StringComparer.Ordinal);

        Assert.True(substance.Count >= Least, $"{substance.Count} of {PolicyCases.All.Count()} cases differ in substance.");
    }

    [Fact]
    public void Cases_OfOneFile_HaveNamesOfTheirOwn() =>
        Assert.All(PolicyCases.Files.Values, cases => Assert.Equal(cases.Count, cases.Select(c => c.Name).Distinct(StringComparer.Ordinal).Count()));

    [Fact]
    public void Cases_OfEveryFile_CitePaperAndArticleOrLaw() => Assert.All(PolicyCases.All, c => Assert.Matches(Citation(), c.Source));

    [Fact]
    public void Cases_OfEveryFile_ExpectSomething() =>
        Assert.All(PolicyCases.All, c => Assert.True(c.Changes.Any(s => s.ContainsKey("refused")) || c.Expect.Says, c.Name));

    [Theory]
    [InlineData("seed-2016-2019")]
    [InlineData("cn-2026")]
    public void Cases_OfEachCatalogue_AreFourHundredAtLeast(string catalogue) => Assert.True(PolicyCases.All.Count(c => c.Catalogues.Contains(catalogue)) >= Least);

    private static string Substance(object? value) => value switch
    {
        Dictionary<object, object?> map => "{" + string.Join(",", map.Where(m => !Labels.Contains((string)m.Key)).OrderBy(m => (string)m.Key, StringComparer.Ordinal).Select(m => m.Key + ":" + Substance(m.Value))) + "}",
        List<object?> list => "[" + string.Join(",", list.Select(Substance)) + "]",
        _ => Day().Replace(value as string ?? "", "day"),
    };

    [GeneratedRegex(@"\d{4}-\d{2}-\d{2}")]
    private static partial Regex Day();

    // A paper with its chapter, a numbered document, an article, an order, a regulation, an opinion, a standard.
    [GeneratedRegex(@"00[0-4] [一二三四五六七八]|〔\d{4}〕|第.{1,12}条|令第?\d+号|条例|GB \d+|SPC 20|rules 20|意见")]
    private static partial Regex Citation();
}
