using CreditQuery.Log;
using CreditQuery.Server.Checks;
using CreditQuery.Server.Registry;

namespace CreditQuery.UnitTests.Server;

public sealed class IdTests
{
    private const long DayMs = 24L * 60 * 60 * 1000;
    private static readonly byte[] Digest = new byte[32];

    [Fact]
    public void CheckId_Write_IsAUlidOfItsInstant()
    {
        var text = NewId(1_781_000_000_123);

        Assert.True(ChangeId.TryParse(text, out var id));
        Assert.Equal(1_781_000_000_123, id.Time.ToUnixTimeMilliseconds());
        Assert.NotEqual(text, NewId(1_781_000_000_123));
    }

    [Fact]
    public void ImportIds_SameFileBlockAndDays_AreEqual()
    {
        const long Start = 3000 * 6 * DayMs;

        var id = ImportIds.OfBlock(Digest, 7, Start + 5);

        Assert.Equal(id, ImportIds.OfBlock(Digest, 7, Start + (5 * DayMs)));
        Assert.NotEqual(id, ImportIds.OfBlock(Digest, 8, Start));
        Assert.NotEqual(id, ImportIds.OfBlock(Digest, 7, Start + (6 * DayMs)));
        Assert.NotEqual(id, ImportIds.OfSource(Digest, new byte[8], Start));
    }

    [Fact]
    public void ImportIds_AnyInstant_AreWithinTheMemoryOfTheIndex()
    {
        for (var now = 3000 * 6 * DayMs; now < 3000 * 6 * DayMs * 2; now += 977 * DayMs / 10)
        {
            var age = now - ImportIds.OfBlock(Digest, 0, now).Time.ToUnixTimeMilliseconds();

            Assert.InRange(age, 0, 6 * DayMs);
        }
    }

    private static string NewId(long nowMs)
    {
        var text = new byte[CheckId.Length];
        CheckId.Write(nowMs, text);
        return System.Text.Encoding.ASCII.GetString(text);
    }
}
