using CreditQuery.Protos.V1;

namespace CreditQuery.Cli;

/// <summary>Exit codes of <c>creditq</c>; documented in docs/cli.md and part of its contract.</summary>
internal static class ExitCodes
{
    /// <summary>Done; of a check: CLEAR or PREFER.</summary>
    public const int Ok = 0;

    /// <summary>An unexpected fault.</summary>
    public const int Fault = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The service cannot be reached, or not in time.</summary>
    public const int Unreachable = 3;

    /// <summary>The service refuses the request.</summary>
    public const int Refused = 4;

    /// <summary>Done, but some rows were rejected or refused.</summary>
    public const int PartlyRejected = 5;

    /// <summary>A file is missing, unreadable or invalid.</summary>
    public const int BadFile = 6;

    /// <summary>Rows are in, but others are missing, and so their source covers nothing.</summary>
    public const int SourceWithheld = 7;

    /// <summary>A subscription's token is older than what the nodes keep, or of a past that the log has lost.</summary>
    public const int TokenTooOld = 8;

    /// <summary>A check answers BLOCK.</summary>
    public const int Block = 10;

    /// <summary>A check answers CAUTION.</summary>
    public const int Caution = 11;

    /// <summary>A check answers SUSPENDED_ONLY.</summary>
    public const int SuspendedOnly = 12;

    /// <summary>A check answers INDETERMINATE: no lawful answer, never to be read as clear.</summary>
    public const int Indeterminate = 13;

    /// <summary>Ended by the user.</summary>
    public const int Cancelled = 130;

    /// <summary>Gives the exit code of a conclusion.</summary>
    public static int Of(Conclusion conclusion) => conclusion switch
    {
        Conclusion.Clear or Conclusion.Prefer => Ok,
        Conclusion.Block => Block,
        Conclusion.Caution => Caution,
        Conclusion.SuspendedOnly => SuspendedOnly,
        _ => Indeterminate,
    };
}
