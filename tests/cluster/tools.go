//go:build tools

// Names the two programs that the suite builds: a real API server, and kubectl as the peer.
package cluster

import (
	_ "k8s.io/kubernetes/cmd/kube-apiserver"
	_ "k8s.io/kubernetes/cmd/kubectl"
)
