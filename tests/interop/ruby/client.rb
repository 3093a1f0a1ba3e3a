# The official interop client of the installed grpc gem, wherever the gem is.

require 'grpc'

root = File.join(Gem.loaded_specs.fetch('grpc').full_gem_path, 'src/ruby/pb/test')
$PROGRAM_NAME = File.join(root, 'client.rb') # The client runs only as the main program.
load $PROGRAM_NAME
