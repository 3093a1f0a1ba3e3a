namespace Grpc.Core;

/// <summary>A method without its message types.</summary>
public interface IMethod
{
    /// <summary>Which sides stream.</summary>
    MethodType Type { get; }

    /// <summary>Full name of the service, "package.Service".</summary>
    string ServiceName { get; }

    /// <summary>Name of the method in its service.</summary>
    string Name { get; }

    /// <summary>Path on the wire, "/package.Service/Method".</summary>
    string FullName { get; }
}
