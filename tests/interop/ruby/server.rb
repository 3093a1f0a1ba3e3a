# The official interop server of the installed grpc gem, on 127.0.0.1 only: server.rb --port=0 [--use_tls=true]
# Prints "listening on PORT" when it is bound. The official one listens on all addresses and does not say where.

require 'grpc'

module LoopbackOnly
  def add_http2_port(address, credentials)
    port = super(address.sub('0.0.0.0', '127.0.0.1'), credentials)
    puts "listening on #{port}"
    $stdout.flush
    port
  end
end

GRPC::RpcServer.prepend(LoopbackOnly)
load File.join(Gem.loaded_specs.fetch('grpc').full_gem_path, 'src/ruby/pb/test/server.rb')
