using CreditQuery.InteropHost;
using CreditQuery.InteropHost.Client;
using CreditQuery.InteropHost.Server;

// The interop server, or with "client" the interop client; both take the flags of the official ones.
var options = InteropOptions.Parse(args);
return options.Command switch
{
    "server" => await InteropServer.RunAsync(options),
    "client" => await InteropClient.RunAsync(options, Console.Out),
    "files" => InteropFiles.Write(options.Out),
    _ => InteropOptions.Explain(),
};
