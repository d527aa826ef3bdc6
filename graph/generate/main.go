// Command generate makes the Go code of the schema: gqlgen's executor and models, in graph/exec, and the writers of
// compiled selections, in graph/writers. `make generate` runs it.
package main

import (
	"log"

	"github.com/99designs/gqlgen/api"
	"github.com/99designs/gqlgen/codegen/config"
)

func main() {
	gqlgen, err := config.LoadConfigFromDefaultLocations()
	if err == nil {
		err = api.Generate(gqlgen, api.AddPlugin(writers{}))
	}
	if err != nil {
		log.Fatal(err)
	}
}
