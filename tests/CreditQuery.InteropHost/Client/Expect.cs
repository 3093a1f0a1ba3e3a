using Grpc.Core;

namespace CreditQuery.InteropHost.Client;

/// <summary>Checks without a test framework.</summary>
internal static class Expect
{
    public static void Equal<T>(T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new InvalidOperationException($"Expected {expected}, got {actual}.");
        }
    }

    public static void Equal<T>(T[] expected, T[] actual)
    {
        if (!expected.AsSpan().SequenceEqual(actual))
        {
            throw new InvalidOperationException($"Expected [{string.Join(", ", expected)}], got [{string.Join(", ", actual)}].");
        }
    }

    public static void True(bool condition) => Equal(true, condition);

    public static async Task<Status> StatusAsync<T>(StatusCode expected, Func<Task<T>> call)
    {
        try
        {
            await call();
        }
        catch (RpcException failure) when (failure.StatusCode == expected)
        {
            return failure.Status;
        }

        throw new InvalidOperationException($"Expected status {expected}, got OK.");
    }
}
