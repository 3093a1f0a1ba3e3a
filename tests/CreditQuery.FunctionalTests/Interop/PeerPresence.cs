using CreditQuery.FunctionalTests.Interop.Peers;

namespace CreditQuery.FunctionalTests.Interop;

/// <summary>What a test does without its peer: fail in CI, say so elsewhere.</summary>
internal static class PeerPresence
{
    /// <returns>True when the test cannot run here.</returns>
    public static bool IsMissing(Peer peer)
    {
        if (peer.Missing() is not { } missing)
        {
            return false;
        }

        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail(missing);
        }

        TestContext.Current.AddWarning(missing);
        return true;
    }
}
