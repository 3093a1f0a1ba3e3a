using System.Text.RegularExpressions;
using CreditQuery.Index;
using CreditQuery.Log;
using CreditQuery.Server.Applying;

namespace CreditQuery.UnitTests;

/// <summary>What tests may let go wrong stays off: nothing of the product sets it, nobody outside can.</summary>
public sealed partial class FailpointTests
{
    private static readonly Type[] Switches = [typeof(LogFailpoints), typeof(IndexFailpoints), typeof(ServerFailpoints)];

    [Fact]
    public void Failpoints_OfTheProduct_AreOffAndInternal()
    {
        foreach (var type in Switches)
        {
            Assert.False(type.IsVisible);
            Assert.All(type.GetProperties(), static one => Assert.True(one.GetValue(null) is null or false, one.Name));
        }
    }

    [Fact]
    public void Failpoints_InTheSource_AreSetNowhere()
    {
        var source = Path.Combine(DocumentTests.Root(), "src");
        foreach (var path in Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories))
        {
            Assert.False(Setting().IsMatch(File.ReadAllText(path)), path);
        }
    }

    [GeneratedRegex(@"Failpoints\.\w+\s*\??=[^=]")]
    private static partial Regex Setting();
}
